create table alert_channel (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  name text not null,
  kind text not null check (kind in ('email', 'webhook', 'nats')),
  target text not null,
  custodian_key_id text,
  sealed_secret bytea,
  created_at timestamptz not null,
  constraint alert_channel_name unique (account_id, name)
);

create table alert_rule (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  name text not null,
  metric text not null,
  stream text,
  consumer text,
  comparison text not null check (comparison in ('above', 'below')),
  threshold double precision,
  limit_fraction double precision,
  hold_seconds integer not null,
  severity text not null check (severity in ('info', 'warning', 'critical')),
  enabled boolean not null,
  channels text not null,
  state text not null check (state in ('ok', 'pending', 'firing')),
  state_since timestamptz not null,
  value double precision,
  acknowledged_at timestamptz,
  acknowledged_by text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint alert_rule_name unique (account_id, name),
  check ((threshold is null) <> (limit_fraction is null))
);

create table alert_event (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  rule_id uuid not null references alert_rule on delete cascade,
  rule_name text not null,
  severity text not null,
  at timestamptz not null,
  kind text not null check (kind in ('firing', 'resolved', 'acknowledged')),
  value double precision,
  detail text not null
);
create index alert_event_account on alert_event (account_id, id);
create index alert_event_age on alert_event (at);

-- What has to be told to whom; gone once it is told or given up.
create table alert_notice (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  channel_id uuid not null references alert_channel on delete cascade,
  body text not null,
  attempts integer not null,
  due_at timestamptz not null
);
create index alert_notice_due on alert_notice (due_at);

select secure_by_account('alert_channel');
select secure_by_account('alert_rule');
select secure_by_account('alert_event');
select secure_by_account('alert_notice');
