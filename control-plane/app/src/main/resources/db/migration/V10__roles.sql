-- Six roles in place of two. Who was a member works on in the accounts as a developer; owners say who gets more.

alter table membership drop constraint membership_role_check;
update membership set role = 'developer' where role = 'member';
alter table membership add constraint membership_role_check
  check (role in ('owner', 'admin', 'operator', 'developer', 'viewer', 'billing'));

-- What a member is inside one account, in place of their role in the team. Goes with the membership.
create table account_role (
  account_id uuid not null references account on delete cascade,
  person_id uuid not null,
  team_id uuid not null,
  role text not null check (role in ('operator', 'developer', 'viewer')),
  constraint account_role_once primary key (account_id, person_id),
  foreign key (team_id, person_id) references membership on delete cascade
);
create index account_role_member on account_role (team_id, person_id);
