-- A node lost what it was given: it gets the same token again, and nothing is made anew.
alter table delivery add column as_is boolean not null default false;
