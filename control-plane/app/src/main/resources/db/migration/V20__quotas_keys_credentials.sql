-- Limits, tags and default permissions of an account are read and written whole: JSON.
alter table account add column limits text;
update account set limits = json_build_object(
  'connections', connections, 'leafNodes', leaf_nodes, 'subscriptions', subscriptions, 'payloadBytes', payload_bytes,
  'imports', imports, 'exports', exports, 'wildcardExports', true, 'bearerDisallowed', false,
  'memoryStorageBytes', memory_storage_bytes, 'diskStorageBytes', disk_storage_bytes, 'streams', streams,
  'consumers', consumers, 'maxAckPending', -1, 'memoryMaxStreamBytes', -1, 'diskMaxStreamBytes', -1,
  'maxBytesRequired', false, 'tiers', json_build_object(),
  'rates', json_build_object('messagesPerSecond', -1, 'bytesPerSecond', -1, 'connectionMessagesPerSecond', -1,
    'connectionBytesPerSecond', -1, 'excess', 'delay', 'accountSubscriptions', -1))::text;
alter table account alter column limits set not null;
alter table account drop column connections, drop column leaf_nodes, drop column subscriptions,
  drop column payload_bytes, drop column imports, drop column exports, drop column memory_storage_bytes,
  drop column disk_storage_bytes, drop column streams, drop column consumers;
alter table account add column tags text not null default '[]';
alter table account add column default_permissions text;
alter table account add column users_revoked_before timestamptz;
alter table account add column deleted_at timestamptz;
alter table account add column purge_at timestamptz;
alter table account drop constraint account_state_check;
alter table account add constraint account_state_check
  check (state in ('provisioning', 'active', 'degraded', 'suspended', 'deleting'));
-- The name of an account in deletion is free for another.
alter table account drop constraint account_name;
create unique index account_name on account (team_id, name) where deleted_at is null;
create index account_page on account (team_id, name, id);
create index account_purge on account (purge_at) where purge_at is not null;

create table account_event (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  at timestamptz not null,
  last_at timestamptz not null,
  kind text not null check (kind in ('change', 'push')),
  actor text,
  summary text not null,
  outcome text check (outcome in ('applied', 'failed', 'unreachable')),
  nodes text not null,
  times integer not null
);
create index account_event_page on account_event (account_id, id);

create table account_template (
  id uuid primary key,
  team_id uuid not null references team on delete cascade,
  name text collate "C" not null,
  description text not null,
  limits text not null,
  tags text not null,
  default_permissions text,
  created_at timestamptz not null,
  constraint account_template_name unique (team_id, name)
);

-- What a team may have in all. Totals by the name of the limit; what is not there has no limit.
create table plan (
  id text primary key,
  name text not null,
  totals text not null,
  is_default boolean not null default false
);
create unique index plan_default on plan (is_default) where is_default;
insert into plan (id, name, totals, is_default) values
  ('free', 'Free', '{"accounts": 2, "connections": 100, "leafNodes": 4, "memoryStorageBytes": 0, "diskStorageBytes": 5368709120, "payloadBytes": 1048576, "subscriptions": 10000, "streams": 10}', false),
  ('standard', 'Standard', '{"accounts": 200, "connections": 100000, "leafNodes": 1000, "memoryStorageBytes": 17179869184, "diskStorageBytes": 1099511627776, "payloadBytes": 67108864}', true),
  ('unlimited', 'Unlimited', '{}', false);
create table team_plan (
  team_id uuid primary key references team on delete cascade,
  plan_id text not null references plan
);

-- A signing key is a group: one key signs, those that were rotated away count until their time.
alter table signing_key add column description text not null default '';
alter table signing_key add column limits text;
alter table signing_key add column bearer boolean not null default false;
alter table signing_key add column programmatic boolean not null default false;
alter table signing_key add column disabled boolean not null default false;
create index signing_key_page on signing_key (account_id, id);
create table retiring_key (
  public_key text primary key,
  signing_key_id uuid not null references signing_key on delete cascade,
  account_id uuid not null references account on delete cascade,
  retires_at timestamptz not null
);
create index retiring_key_due on retiring_key (retires_at);
create index retiring_key_account on retiring_key (account_id);

alter table nats_user add column limits text;
update nats_user set limits = json_strip_nulls(json_build_object('subscriptions', subscriptions, 'payloadBytes', payload_bytes))::text
  where subscriptions is not null or payload_bytes is not null;
alter table nats_user drop column subscriptions, drop column payload_bytes;
alter table nats_user add column tags text not null default '[]';
alter table nats_user add column bearer boolean not null default false;
alter table nats_user add column issuer_key text not null default '';
alter table nats_user add column issued_at timestamptz;
update nats_user set issued_at = created_at,
  issuer_key = coalesce((select public_key from signing_key where id = signing_key_id), '');
alter table nats_user alter column issued_at set not null;
create index nats_user_key on nats_user (signing_key_id);

create table credential (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  user_id uuid not null,
  user_name text not null,
  user_public_key text not null,
  signing_key_id uuid not null,
  issuer_key text not null,
  kind text not null check (kind in ('creds', 'bearer')),
  taken_by text not null,
  checksum text not null,
  issued_at timestamptz not null,
  expires_at timestamptz,
  revoke_at timestamptz,
  revoked_at timestamptz
);
create index credential_account on credential (account_id, id);
create index credential_user on credential (user_id, id);
create index credential_key on credential (signing_key_id);
create index credential_due on credential (revoke_at) where revoke_at is not null and revoked_at is null;
insert into credential (id, account_id, user_id, user_name, user_public_key, signing_key_id, issuer_key, kind, taken_by,
    checksum, issued_at, expires_at, revoked_at)
  select id, account_id, id, name, public_key, signing_key_id, issuer_key, 'creds', 'unknown', '', issued_at, expires_at, revoked_at
  from nats_user;

alter table revocation add column issuer_key text not null default '';
update revocation r set issuer_key = coalesce((select public_key from signing_key where id = r.signing_key_id), '');

-- The service itself acts when a time comes that somebody set.
alter table audit_entry drop constraint audit_entry_actor_kind_check;
alter table audit_entry add constraint audit_entry_actor_kind_check check (actor_kind in ('session', 'token', 'service', 'system'));

select secure_by_account('account_event');
select secure_by_team('account_template');
select secure_by_team('team_plan');
select secure_by_account('retiring_key');
select secure_by_account('credential');
