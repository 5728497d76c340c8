-- Sign-ins that their person ended here. The identity provider ends them too, but the access tokens it gave out live some minutes longer.
create table ended_session (
  id text primary key,
  ended_at timestamptz not null
);
create index ended_session_age on ended_session (ended_at);
