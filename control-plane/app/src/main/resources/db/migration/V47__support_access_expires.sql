-- That an operator's time in a team is over, or that nobody decided in time, is written down and in the team's audit log.
alter table support_access drop constraint support_access_state_check;
alter table support_access add constraint support_access_state_check
  check (state in ('pending', 'granted', 'refused', 'revoked', 'ended', 'expired'));
create index support_access_open on support_access (expires_at) where state in ('pending', 'granted');
