package io.vagus.controlplane.teams.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables of teams and memberships. */
@ApplicationScoped
public class TeamRows {

    /** A team with the role that a person has in it. */
    public record TeamOfPerson(
            UUID id,
            String name,
            String role,
            Instant createdAt,
            @Nullable Instant purgeAt) {}

    /** The role of a person in a team, and whether the team is closed. */
    public record Standing(String role, boolean closed) {}

    /** A person with the role they have in a team. */
    public record PersonOfTeam(UUID personId, String email, String name, String role, Instant joinedAt) {}

    private static final String TEAMS_OF_PERSON = """
        select t.id, t.name, m.role, t.createdAt, t.purgeAt
        from MembershipRow m join TeamRow t on t.id = m.teamId
        where m.personId = :person\
        """;

    private static final String PEOPLE_OF_TEAM = """
        select p.id, p.email, p.name, m.role, m.joinedAt
        from MembershipRow m join PersonRow p on p.id = m.personId
        where m.teamId = :team and p.kind = 'person'\
        """;

    public Uni<TeamRow> find(UnitOfWork work, UUID teamId) {
        return work.session().get(TeamRow.class, teamId);
    }

    /** Makes others who lock the same team wait for the end of this unit of work. */
    public Uni<TeamRow> lock(UnitOfWork work, UUID teamId) {
        return work.session().get(TeamRow.class, teamId, org.hibernate.LockMode.PESSIMISTIC_WRITE);
    }

    /** Makes others who lock the same membership wait for the end of this unit of work; null when there is none. */
    public Uni<MembershipRow> lockMembership(UnitOfWork work, UUID teamId, UUID personId) {
        return work.session()
                .get(
                        MembershipRow.class,
                        new MembershipRow.Key(teamId, personId),
                        org.hibernate.LockMode.PESSIMISTIC_WRITE);
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

    /** A team whose only owner a person is. */
    public record OnlyOwner(UUID teamId, String name, long people) {}

    public Uni<List<OnlyOwner>> onlyOwnerOf(UnitOfWork work, UUID personId) {
        return work.session()
                .createSelectionQuery("""
                    select t.id, t.name,
                      (select count(*) from MembershipRow o join PersonRow p on p.id = o.personId
                        where o.teamId = t.id and p.kind = 'person')
                    from MembershipRow m join TeamRow t on t.id = m.teamId
                    where m.personId = :person and m.role = 'owner' and not exists (
                      select 1 from MembershipRow o
                      where o.teamId = t.id and o.role = 'owner' and o.personId <> :person)
                    order by t.name\
                    """, OnlyOwner.class)
                .setParameter("person", personId)
                .getResultList();
    }

    /** What the person is in the team; null when they are not in it. */
    public Uni<Standing> standing(UnitOfWork work, UUID teamId, UUID personId) {
        return work.session()
                .createSelectionQuery("""
                    select m.role, t.deletedAt is not null
                    from MembershipRow m join TeamRow t on t.id = m.teamId
                    where m.teamId = :team and m.personId = :person\
                    """, Standing.class)
                .setParameter("team", teamId)
                .setParameter("person", personId)
                .getSingleResultOrNull();
    }

    /** Closes the team until it is purged; opens it again with null. */
    public Uni<Integer> close(UnitOfWork work, UUID teamId, @Nullable Instant deletedAt, @Nullable Instant purgeAt) {
        return work.session()
                .createMutationQuery("update TeamRow set deletedAt = :deleted, purgeAt = :purge where id = :id")
                .setParameter("deleted", deletedAt)
                .setParameter("purge", purgeAt)
                .setParameter("id", teamId)
                .executeUpdate();
    }

    public Uni<List<UUID>> due(UnitOfWork work, int limit) {
        return work.session()
                .createSelectionQuery("select id from TeamRow where purgeAt <= :now order by purgeAt", UUID.class)
                .setParameter("now", work.now())
                .setMaxResults(limit)
                .getResultList();
    }

    /** The team, if it is still due, held for this unit of work. */
    public Uni<TeamRow> lockDue(UnitOfWork work, UUID teamId) {
        return lock(work, teamId)
                .map(row -> row == null || row.purgeAt == null || row.purgeAt.isAfter(work.now()) ? null : row);
    }

    /** Addresses of the people who have one of these roles in the team. */
    public Uni<List<String>> emails(UnitOfWork work, UUID teamId, List<String> roles) {
        return work.session()
                .createSelectionQuery("""
                    select p.email from MembershipRow m join PersonRow p on p.id = m.personId
                    where m.teamId = :team and m.role in :roles and p.kind = 'person' order by p.email\
                    """, String.class)
                .setParameter("team", teamId)
                .setParameter("roles", roles)
                .getResultList();
    }

    public Uni<Boolean> hasMember(UnitOfWork work, UUID teamId, String email) {
        return work.session()
                .createSelectionQuery("""
                    select count(*) from MembershipRow m join PersonRow p on p.id = m.personId
                    where m.teamId = :team and lower(p.email) = lower(:email)\
                    """, Long.class)
                .setParameter("team", teamId)
                .setParameter("email", email)
                .getSingleResult()
                .map(count -> count > 0);
    }

    public Uni<List<TeamOfPerson>> page(UnitOfWork work, UUID personId, @Nullable UUID onlyTeam, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        TEAMS_OF_PERSON
                                + " and (:all = true or t.id = :only) and (t.name > :key or (t.name = :key and t.id >"
                                + " :id)) order by t.name, t.id",
                        TeamOfPerson.class)
                .setParameter("person", personId)
                .setParameter("all", onlyTeam == null)
                .setParameter("only", onlyTeam == null ? personId : onlyTeam)
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
                .getSingleResultOrNull();
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
