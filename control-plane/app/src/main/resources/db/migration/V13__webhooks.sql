-- Where a team hears of what happens in it. The secret is sealed: it signs each delivery.
create table webhook (
  id uuid primary key,
  team_id uuid not null references team on delete cascade,
  name text collate "C" not null,
  url text not null,
  events text not null,
  enabled boolean not null,
  custodian_key_id text not null,
  sealed_secret bytea not null,
  created_at timestamptz not null,
  constraint webhook_name unique (team_id, name)
);
select secure_by_team('webhook');

-- One event for one webhook, written in the transaction of the event.
create table webhook_delivery (
  id uuid primary key,
  webhook_id uuid not null references webhook on delete cascade,
  team_id uuid not null,
  event text not null,
  body text not null,
  state text not null check (state in ('pending', 'delivered', 'failed')),
  attempts integer not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  status integer,
  error text
);
create index webhook_delivery_due on webhook_delivery (due_at) where state = 'pending';
create index webhook_delivery_page on webhook_delivery (webhook_id, created_at, id);
create index webhook_delivery_age on webhook_delivery (created_at);
select secure_by_team('webhook_delivery');
