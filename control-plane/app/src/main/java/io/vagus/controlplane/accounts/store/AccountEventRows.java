package io.vagus.controlplane.accounts.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The table of what happened to accounts. */
@ApplicationScoped
public class AccountEventRows {

    public Uni<List<AccountEventRow>> page(UnitOfWork work, UUID accountId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        "from AccountEventRow where accountId = :account and id < :id order by id desc",
                        AccountEventRow.class)
                .setParameter("account", accountId)
                .setParameter("id", query.belowId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    /** Its item is null when nothing happened yet. */
    public Uni<AccountEventRow> latest(UnitOfWork work, UUID accountId) {
        return work.session()
                .createSelectionQuery(
                        "from AccountEventRow where accountId = :account order by id desc", AccountEventRow.class)
                .setParameter("account", accountId)
                .setMaxResults(1)
                .getSingleResultOrNull();
    }

    public Uni<Void> again(UnitOfWork work, UUID id) {
        return work.session()
                .createMutationQuery("update AccountEventRow set times = times + 1, lastAt = :now where id = :id")
                .setParameter("now", work.now())
                .setParameter("id", id)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Forgets all but the latest {@code kept}. */
    public Uni<Void> forget(UnitOfWork work, UUID accountId, int kept) {
        return work.session()
                .createNativeQuery("""
                    delete from account_event where account_id = :account and id < (
                      select id from account_event where account_id = :account order by id desc
                      offset :kept limit 1)\
                    """)
                .setParameter("account", accountId)
                .setParameter("kept", kept - 1)
                .executeUpdate()
                .replaceWithVoid();
    }
}
