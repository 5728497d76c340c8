-- Names that are listed in order have the collation "C": pages resume by comparing names, and every replica must compare alike.

create table person (
  id uuid primary key,
  issuer text not null,
  subject text not null,
  email text collate "C" not null,
  name text not null,
  created_at timestamptz not null,
  constraint person_subject unique (issuer, subject)
);
create index person_email on person (lower(email));

create table team (
  id uuid primary key,
  name text collate "C" not null,
  created_at timestamptz not null
);

create table membership (
  team_id uuid not null references team on delete cascade,
  person_id uuid not null references person on delete cascade,
  role text not null check (role in ('owner', 'member')),
  joined_at timestamptz not null,
  constraint membership_once primary key (team_id, person_id)
);
create index membership_person on membership (person_id);

create table token (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  name text not null,
  prefix text not null,
  hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  constraint token_hash unique (hash)
);
create index token_person on token (person_id, id);

create table idempotency_key (
  person_id uuid not null references person on delete cascade,
  key text not null,
  fingerprint bytea not null,
  created_at timestamptz not null,
  body text,
  primary key (person_id, key)
);
create index idempotency_key_age on idempotency_key (created_at);

create table audit_entry (
  id uuid primary key,
  team_id uuid not null,
  at timestamptz not null,
  actor text not null,
  actor_kind text not null check (actor_kind in ('session', 'token')),
  action text not null,
  target text not null,
  outcome text not null check (outcome in ('done', 'refused')),
  detail text,
  request_id text
);
create index audit_entry_team on audit_entry (team_id, id);

create table sealed_seed (
  public_key text primary key,
  custodian_key_id text not null,
  sealed bytea not null
);

create table account (
  id uuid primary key,
  team_id uuid not null references team,
  name text collate "C" not null,
  description text not null,
  public_key text not null,
  suspended boolean not null,
  state text not null check (state in ('provisioning', 'active', 'degraded', 'suspended')),
  state_reason text,
  connections bigint not null,
  leaf_nodes bigint not null,
  subscriptions bigint not null,
  payload_bytes bigint not null,
  imports bigint not null,
  exports bigint not null,
  memory_storage_bytes bigint not null,
  disk_storage_bytes bigint not null,
  streams bigint not null,
  consumers bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint account_name unique (team_id, name),
  constraint account_public_key unique (public_key)
);

create table signing_key (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  name text not null,
  public_key text not null,
  first boolean not null,
  permissions text,
  created_at timestamptz not null,
  constraint signing_key_name unique (account_id, name),
  constraint signing_key_public_key unique (public_key)
);

create table nats_user (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  name text collate "C" not null,
  public_key text not null,
  signing_key_id uuid not null,
  permissions text,
  subscriptions bigint,
  payload_bytes bigint,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  constraint nats_user_public_key unique (public_key)
);
create unique index nats_user_name on nats_user (account_id, name) where revoked_at is null;
create index nats_user_page on nats_user (account_id, name, id);

-- Outlives its user: credentials stay refused until they could not be used anyway.
create table revocation (
  account_id uuid not null references account on delete cascade,
  user_public_key text not null,
  signing_key_id uuid not null,
  revoked_at timestamptz not null,
  expires_at timestamptz,
  primary key (account_id, user_public_key)
);

-- One row per account ever pushed: bursts of changes merge, and a deleted account leaves its row so that a node coming back is told.
create table delivery (
  account_key text primary key,
  account_id uuid not null,
  deleted boolean not null,
  revision bigint not null,
  changed_at timestamptz not null,
  due_at timestamptz,
  attempts integer not null,
  claimed_until timestamptz,
  claim uuid,
  issued_at bigint not null,
  pushed_jwt text
);
create index delivery_due on delivery (due_at) where due_at is not null;
create index delivery_account on delivery (account_id);

create table operator (
  id integer primary key check (id = 1),
  operator_key text not null,
  signing_key text not null,
  system_account_key text not null,
  operator_jwt text not null,
  system_account_jwt text not null,
  billing_user_key text not null,
  billing_user_jwt text not null
);
