-- An operator of the service asks to work in a team for a time; the team says yes or no, and can end it. It ends by itself at expires_at.
create table support_access (
  id uuid primary key,
  team_id uuid not null references team on delete cascade,
  person_id uuid not null references person on delete cascade,
  operator text not null,
  role text not null check (role in ('admin', 'operator', 'developer', 'viewer')),
  reason text not null,
  duration_seconds bigint not null check (duration_seconds > 0),
  state text not null check (state in ('pending', 'granted', 'refused', 'revoked', 'ended')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  constraint support_access_granted check (state <> 'granted' or (decided_by is not null and decided_at is not null))
);
create index support_access_page on support_access (team_id, id);
create index support_access_granted_to on support_access (person_id) where state = 'granted';
select secure_by_team('support_access');

-- Who let the actor in who did it: only where an operator of the service worked in the team by its leave.
alter table audit_entry add column granted_by text;
