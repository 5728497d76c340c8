-- Service accounts are people of a kind: they have memberships, roles and tokens as people have, and belong to one team.
alter table person add column kind text not null default 'person' check (kind in ('person', 'service'));
alter table person add column email_verified boolean not null default false;
alter table person add column team_id uuid references team on delete cascade;
alter table person add constraint person_service_team check ((kind = 'service') = (team_id is not null));
create unique index person_service_name on person (team_id, name) where kind = 'service';

alter table token add column access text not null default 'write' check (access in ('read', 'write'));
alter table token add column team_id uuid references team on delete cascade;
alter table token add column account_id uuid references account on delete cascade;

alter table audit_entry drop constraint audit_entry_actor_kind_check;
alter table audit_entry add constraint audit_entry_actor_kind_check check (actor_kind in ('session', 'token', 'service'));

create table invitation (
  id uuid primary key,
  team_id uuid not null references team on delete cascade,
  email text not null,
  role text not null check (role in ('owner', 'admin', 'operator', 'developer', 'viewer', 'billing')),
  invited_by text not null,
  code_hash bytea not null,
  state text not null check (state in ('pending', 'accepted', 'declined', 'revoked')),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create unique index invitation_once on invitation (team_id, lower(email)) where state = 'pending';
create index invitation_email on invitation (lower(email)) where state = 'pending';
select secure_by_team('invitation');

-- A team on its way out: closed to change until it is restored, or gone after purge_at.
alter table team add column deleted_at timestamptz;
alter table team add column purge_at timestamptz;
alter table team add constraint team_deletion check ((deleted_at is null) = (purge_at is null));
create index team_purge on team (purge_at) where purge_at is not null;

-- Suspended because its team is on its way out, and resumed with it.
alter table account add column suspended_with_team boolean not null default false;

create index audit_entry_actor on audit_entry (actor, id);
alter table person alter column name type text collate "C";
