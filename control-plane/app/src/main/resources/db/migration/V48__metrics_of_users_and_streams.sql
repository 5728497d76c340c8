-- What users and streams did over time, in the steps of account_sample and for as long. Rows outlive their user or stream until
-- their time is up.
create table user_sample (
  account_id uuid not null,
  step integer not null check (step in (10, 60, 3600)),
  at timestamptz not null,
  user_id uuid not null,
  connections double precision not null,
  subscriptions double precision not null,
  in_messages double precision not null,
  out_messages double precision not null,
  in_bytes double precision not null,
  out_bytes double precision not null,
  slow_consumers double precision not null,
  primary key (account_id, step, user_id, at)
);
create index user_sample_age on user_sample (step, at);

create table stream_sample (
  account_id uuid not null,
  step integer not null check (step in (10, 60, 3600)),
  at timestamptz not null,
  stream text not null,
  in_messages double precision not null,
  messages double precision not null,
  bytes double precision not null,
  deleted double precision not null,
  consumers double precision not null,
  consumer_lag double precision not null,
  primary key (account_id, step, stream, at)
);
create index stream_sample_age on stream_sample (step, at);

select secure_by_account('user_sample');
select secure_by_account('stream_sample');

-- Nodes know users by the keys of their credentials.
create index credential_public_key on credential (user_public_key);
