-- What accounts give each other. Exporters and importers may be of different teams; what crosses is widened by name in the code.

create table share_export (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  team_id uuid not null,
  name text collate "C" not null,
  description text not null,
  info_url text not null,
  subject text not null,
  kind text not null check (kind in ('stream', 'service')),
  response_type text check (response_type in ('singleton', 'stream', 'chunked')),
  token_required boolean not null,
  account_token_position integer not null,
  latency_percent integer,
  latency_subject text,
  advertised boolean not null,
  created_at timestamptz not null,
  constraint share_export_name unique (account_id, name)
);
create index share_export_team on share_export (team_id);
create index share_export_catalogue on share_export (name, id) where advertised;

create table share_import (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  name text collate "C" not null,
  kind text not null check (kind in ('stream', 'service')),
  subject text not null,
  local_subject text not null,
  account_key text not null,
  exporter_key text not null,
  export_id uuid,
  token text,
  share_info boolean not null,
  created_at timestamptz not null,
  constraint share_import_name unique (account_id, name)
);
create index share_import_account_key on share_import (account_key);
create index share_import_export on share_import (export_id);

create table share_activation (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  export_id uuid not null references share_export on delete cascade,
  target_key text not null,
  token text not null,
  issued_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);
create index share_activation_account on share_activation (account_id);
create index share_activation_target on share_activation (target_key);

create table share_request (
  id uuid primary key,
  export_id uuid not null references share_export on delete cascade,
  export_name text not null,
  exporter_account_id uuid not null,
  exporter_team_id uuid not null,
  requester_account_id uuid not null references account on delete cascade,
  requester_team_id uuid not null,
  requester_key text not null,
  requester_name text not null,
  message text not null,
  state text not null check (state in ('pending', 'approved', 'declined')),
  requested_by text not null,
  requested_at timestamptz not null,
  decided_by text,
  decided_at timestamptz
);
create index share_request_exporter on share_request (exporter_team_id, id);
create index share_request_requester on share_request (requester_team_id, id);

create table sharing_settings (
  account_id uuid primary key references account on delete cascade,
  mappings text not null,
  authentication text
);

select secure_by_account('share_export');
select secure_by_account('share_import');
select secure_by_account('share_activation');
select secure_by_account('sharing_settings');
alter table share_request enable row level security;
create policy two_teams on share_request to vagus_tenant
  using (exporter_team_id = (select current_team()) or requester_team_id = (select current_team()));
