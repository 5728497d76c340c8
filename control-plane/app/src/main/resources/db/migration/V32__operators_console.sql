alter table operator add column next_signing_key text;
alter table operator add column next_since timestamptz;
alter table operator add column old_signing_key text;
alter table operator add column promoted_at timestamptz;

-- What operators of the service did; what concerns one tenant is in that team's audit log as well.
create table operator_action (
  id uuid primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  target text not null,
  detail text not null
);

-- Servers that answered once; one that has been silent for a day is taken to be gone for good.
create table node_seen (
  server_name text primary key,
  seen_at timestamptz not null
);

create table incident (
  id uuid primary key,
  part text not null check (part in ('nodes', 'provisioning')),
  state text not null check (state in ('degraded', 'down')),
  started_at timestamptz not null,
  ended_at timestamptz
);
create unique index incident_open on incident (part) where ended_at is null;
