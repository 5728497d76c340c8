package io.vagus.controlplane.accounts.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/** The table of accounts. */
@ApplicationScoped
public class AccountRows {

    public Uni<AccountRow> find(UnitOfWork work, UUID id, LockMode lock) {
        return work.session().get(AccountRow.class, id, lock);
    }

    public Uni<List<AccountRow>> page(UnitOfWork work, UUID teamId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        "from AccountRow where teamId = :team and (name > :key or (name = :key and id > :id))"
                                + " order by name, id",
                        AccountRow.class)
                .setParameter("team", teamId)
                .setParameter("key", query.afterKey())
                .setParameter("id", query.afterId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<List<AccountRow>> all(UnitOfWork work, UUID teamId) {
        return work.session()
                .createSelectionQuery("from AccountRow where teamId = :team order by id", AccountRow.class)
                .setParameter("team", teamId)
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

    public Uni<Long> count(UnitOfWork work, UUID teamId) {
        return work.session()
                .createSelectionQuery("select count(*) from AccountRow where teamId = :team", Long.class)
                .setParameter("team", teamId)
                .getSingleResult();
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
