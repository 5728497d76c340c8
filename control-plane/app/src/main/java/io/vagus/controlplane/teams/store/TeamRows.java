package io.vagus.controlplane.teams.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The tables of teams and memberships. */
@ApplicationScoped
public class TeamRows {

    /** A team with the role that a person has in it. */
    public record TeamOfPerson(UUID id, String name, String role, Instant createdAt) {}

    /** A person with the role they have in a team. */
    public record PersonOfTeam(UUID personId, String email, String name, String role, Instant joinedAt) {}

    private static final String TEAMS_OF_PERSON = """
        select t.id, t.name, m.role, t.createdAt
        from MembershipRow m join TeamRow t on t.id = m.teamId
        where m.personId = :person\
        """;

    private static final String PEOPLE_OF_TEAM = """
        select p.id, p.email, p.name, m.role, m.joinedAt
        from MembershipRow m join PersonRow p on p.id = m.personId
        where m.teamId = :team\
        """;

    public Uni<TeamRow> find(UnitOfWork work, UUID teamId) {
        return work.session().get(TeamRow.class, teamId);
    }

    /** Makes others who lock the same team wait for the end of this unit of work. */
    public Uni<TeamRow> lock(UnitOfWork work, UUID teamId) {
        return work.session().get(TeamRow.class, teamId, org.hibernate.LockMode.PESSIMISTIC_WRITE);
    }

    public Uni<String> role(UnitOfWork work, UUID teamId, UUID personId) {
        return work.session()
                .get(MembershipRow.class, new MembershipRow.Key(teamId, personId))
                .map(row -> row == null ? null : row.role);
    }

    /** The role that stands in for the person's role in the team inside one account, if there is one. */
    public Uni<String> roleInAccount(UnitOfWork work, UUID accountId, UUID personId) {
        return work.session()
                .get(AccountRoleRow.class, new AccountRoleRow.Key(accountId, personId))
                .map(row -> row == null ? null : row.role);
    }

    public Uni<List<TeamOfPerson>> page(UnitOfWork work, UUID personId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        TEAMS_OF_PERSON
                                + " and (t.name > :key or (t.name = :key and t.id > :id)) order by t.name, t.id",
                        TeamOfPerson.class)
                .setParameter("person", personId)
                .setParameter("key", query.afterKey())
                .setParameter("id", query.afterId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<List<TeamOfPerson>> all(UnitOfWork work, UUID personId) {
        return work.session()
                .createSelectionQuery(TEAMS_OF_PERSON + " order by t.name, t.id", TeamOfPerson.class)
                .setParameter("person", personId)
                .getResultList();
    }

    public Uni<List<PersonOfTeam>> members(UnitOfWork work, UUID teamId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        PEOPLE_OF_TEAM
                                + " and (p.email > :key or (p.email = :key and p.id > :id)) order by p.email, p.id",
                        PersonOfTeam.class)
                .setParameter("team", teamId)
                .setParameter("key", query.afterKey())
                .setParameter("id", query.afterId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<PersonOfTeam> member(UnitOfWork work, UUID teamId, UUID personId) {
        return work.session()
                .createSelectionQuery(PEOPLE_OF_TEAM + " and p.id = :person", PersonOfTeam.class)
                .setParameter("team", teamId)
                .setParameter("person", personId)
                .getSingleResult();
    }

    public Uni<Integer> changeRole(UnitOfWork work, UUID teamId, UUID personId, String role) {
        return work.session()
                .createMutationQuery(
                        "update MembershipRow set role = :role where teamId = :team and personId = :person")
                .setParameter("role", role)
                .setParameter("team", teamId)
                .setParameter("person", personId)
                .executeUpdate();
    }

    public Uni<Integer> rename(UnitOfWork work, UUID teamId, String name) {
        return work.session()
                .createMutationQuery("update TeamRow set name = :name where id = :id")
                .setParameter("name", name)
                .setParameter("id", teamId)
                .executeUpdate();
    }

    public Uni<Integer> removeMember(UnitOfWork work, UUID teamId, UUID personId) {
        return work.session()
                .createMutationQuery("delete from MembershipRow where teamId = :team and personId = :person")
                .setParameter("team", teamId)
                .setParameter("person", personId)
                .executeUpdate();
    }

    public Uni<Long> countOfPerson(UnitOfWork work, UUID personId) {
        return work.session()
                .createSelectionQuery("select count(*) from MembershipRow where personId = :person", Long.class)
                .setParameter("person", personId)
                .getSingleResult();
    }

    public Uni<Long> countMembers(UnitOfWork work, UUID teamId) {
        return work.session()
                .createSelectionQuery("select count(*) from MembershipRow where teamId = :team", Long.class)
                .setParameter("team", teamId)
                .getSingleResult();
    }

    public Uni<Long> countOwners(UnitOfWork work, UUID teamId) {
        return work.session()
                .createSelectionQuery(
                        "select count(*) from MembershipRow where teamId = :team and role = 'owner'", Long.class)
                .setParameter("team", teamId)
                .getSingleResult();
    }
}
