-- Tokens that were revoked, so that their further use is known for what it is: without their names, and only the latest of a person.
create table revoked_token (
  hash bytea primary key,
  token_id uuid not null,
  person_id uuid not null references person on delete cascade,
  prefix text not null,
  team_id uuid references team on delete cascade,
  revoked_at timestamptz not null
);
create index revoked_token_person on revoked_token (person_id, revoked_at);
