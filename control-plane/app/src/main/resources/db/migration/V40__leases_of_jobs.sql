-- A job that needs to remember its last round stays with one replica for as long as that keeps coming: who has it, and until when.
alter table job_round add column holder uuid;
alter table job_round add column held_until timestamptz;
-- Rules are looked at in the order of their ids, all of them every ten seconds.
create index alert_rule_enabled on alert_rule (id) where enabled;
