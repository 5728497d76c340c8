-- A second wall between teams. Once a gate has let a caller in, the transaction takes the role vagus_tenant, for which row-level security
-- holds, and names the team: a query that forgets its team finds the rows of that team and no others. What runs before the gate, and what
-- runs without a caller, is the owner of the tables, for whom the policies do not hold.

do $$
begin
  if not exists (select from pg_roles where rolname = 'vagus_tenant') then
    create role vagus_tenant nologin nobypassrls;
  end if;
exception when duplicate_object or unique_violation then
  null; -- another database of the same cluster made it at this moment
end $$;
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant vagus_tenant to %I', current_user);
  end if;
end $$;
grant usage on schema public to vagus_tenant;
grant select, insert, update, delete on all tables in schema public to vagus_tenant;
grant usage on all sequences in schema public to vagus_tenant;
alter default privileges in schema public grant select, insert, update, delete on tables to vagus_tenant;
alter default privileges in schema public grant usage on sequences to vagus_tenant;

create function current_team() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('vagus.team', true), '')::uuid $$;

-- For a table with the column team_id.
create function secure_by_team(secured regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', secured);
  execute format('create policy own_team on %s to vagus_tenant using (team_id = (select current_team()))', secured);
end $$;

-- For a table with the column account_id: as visible as the account.
create function secure_by_account(secured regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', secured);
  execute format('create policy own_account on %s to vagus_tenant using (account_id in (select id from account))', secured);
end $$;

alter table team enable row level security;
create policy own_team on team to vagus_tenant using (id = (select current_team()));
select secure_by_team('membership');
select secure_by_team('account');
select secure_by_team('account_role');
select secure_by_team('audit_entry');
select secure_by_account('signing_key');
select secure_by_account('nats_user');
select secure_by_account('revocation');
