-- What is done on nodes rather than here is written down before, and again when it is done: an entry that stays at 'begun' is of a
-- change whose end nobody saw.
alter table audit_entry drop constraint audit_entry_outcome_check;
alter table audit_entry add constraint audit_entry_outcome_check check (outcome in ('done', 'refused', 'begun'));
