-- What accounts did over time: 10 s steps for an hour, minutes for a day, hours for 90 days. Rows outlive their account until
-- their time is up; nothing shows them, since every query starts at an account.
create table account_sample (
  account_id uuid not null,
  step integer not null check (step in (10, 60, 3600)),
  at timestamptz not null,
  connections double precision not null,
  leaf_nodes double precision not null,
  subscriptions double precision not null,
  in_messages double precision not null,
  out_messages double precision not null,
  in_bytes double precision not null,
  out_bytes double precision not null,
  slow_consumers double precision not null,
  memory_bytes double precision not null,
  disk_bytes double precision not null,
  streams double precision not null,
  consumers double precision not null,
  api_requests double precision not null,
  api_errors double precision not null,
  consumer_lag double precision not null,
  primary key (account_id, step, at)
);
create index account_sample_age on account_sample (step, at);

create table consumer_sample (
  account_id uuid not null,
  step integer not null check (step in (10, 60, 3600)),
  at timestamptz not null,
  stream text not null,
  consumer text not null,
  pending double precision not null,
  ack_pending double precision not null,
  redelivered double precision not null,
  primary key (account_id, step, stream, consumer, at)
);
create index consumer_sample_age on consumer_sample (step, at);

-- One row for each job of which one replica at a time does the next round.
create table job_round (
  job text primary key,
  done_at timestamptz not null
);

select secure_by_account('account_sample');
select secure_by_account('consumer_sample');
