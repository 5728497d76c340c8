package io.vagus.controlplane.accounts.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/** The table of accounts. */
@ApplicationScoped
public class AccountRows {

    public Uni<AccountRow> find(UnitOfWork work, UUID id, LockMode lock) {
        return work.session().get(AccountRow.class, id, lock);
    }

    /**
     * A part of a team's accounts by name.
     *
     * @param q what the name or a tag has to contain, whatever its case; empty: anything
     * @param deleted whether those in deletion are wanted, or the others
     */
    public Uni<List<AccountRow>> page(UnitOfWork work, UUID teamId, PageQuery query, String q, boolean deleted) {
        return work.session()
                .createSelectionQuery(
                        "from AccountRow where teamId = :team and (name > :key or (name = :key and id > :id))"
                                + (deleted ? " and deletedAt is not null" : " and deletedAt is null")
                                + " and (:q = '' or locate(:q, lower(name)) > 0 or locate(:q, tags) > 0)"
                                + " order by name, id",
                        AccountRow.class)
                .setParameter("team", teamId)
                .setParameter("key", query.afterKey())
                .setParameter("id", query.afterId())
                .setParameter("q", q)
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<List<AccountRow>> all(UnitOfWork work, UUID teamId) {
        return work.session()
                .createSelectionQuery("from AccountRow where teamId = :team order by id", AccountRow.class)
                .setParameter("team", teamId)
                .getResultList();
    }

    public Uni<List<AccountRow>> all(UnitOfWork work, Set<UUID> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().item(List.of())
                : work.session()
                        .createSelectionQuery("from AccountRow where id in (:ids)", AccountRow.class)
                        .setParameter("ids", ids)
                        .getResultList();
    }

    /** Suspends the accounts of a team that are not, and says which. */
    public Uni<List<UUID>> suspendAll(UnitOfWork work, UUID teamId) {
        return work.session()
                .createNativeQuery("""
                    update account set suspended = true, suspended_with_team = true, state = 'provisioning',
                      state_reason = null
                    where team_id = :team and not suspended
                    returning id\
                    """, UUID.class)
                .setParameter("team", teamId)
                .getResultList();
    }

    /** Undoes {@link #suspendAll} and no more. */
    public Uni<List<UUID>> resumeAll(UnitOfWork work, UUID teamId) {
        return work.session()
                .createNativeQuery("""
                    update account set suspended = false, suspended_with_team = false, state = 'provisioning',
                      state_reason = null
                    where team_id = :team and suspended_with_team
                    returning id\
                    """, UUID.class)
                .setParameter("team", teamId)
                .getResultList();
    }

    /** So many accounts have these limits. */
    public record LimitsCount(String limits, Long accounts) {}

    /** The limits of a team's accounts but for one, in no order: most accounts of a team are alike. */
    public Uni<List<LimitsCount>> limits(UnitOfWork work, UUID teamId, @Nullable UUID but) {
        return work.session()
                .createSelectionQuery(
                        "select limits, count(*) from AccountRow where teamId = :team and id <> :but group by limits",
                        LimitsCount.class)
                .setParameter("team", teamId)
                .setParameter("but", but == null ? new UUID(0, 0) : but)
                .getResultList();
    }

    /** Those whose time to undo their deletion is over. */
    public Uni<List<UUID>> due(UnitOfWork work, int limit) {
        return work.session()
                .createSelectionQuery("select id from AccountRow where purgeAt <= :now order by purgeAt", UUID.class)
                .setParameter("now", work.now())
                .setMaxResults(limit)
                .getResultList();
    }

    public Uni<Integer> state(UnitOfWork work, UUID id, String state, @Nullable String reason) {
        return work.session()
                .createMutationQuery("update AccountRow set state = :state, stateReason = :reason where id = :id")
                .setParameter("state", state)
                .setParameter("reason", reason)
                .setParameter("id", id)
                .executeUpdate();
    }
}
