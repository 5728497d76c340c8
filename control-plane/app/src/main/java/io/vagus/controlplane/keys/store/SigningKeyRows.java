package io.vagus.controlplane.keys.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The tables of signing keys and of those that were rotated away. */
@ApplicationScoped
public class SigningKeyRows {

    public Uni<SigningKeyRow> find(UnitOfWork work, UUID id) {
        return work.session().get(SigningKeyRow.class, id);
    }

    public Uni<SigningKeyRow> first(UnitOfWork work, UUID accountId) {
        return work.session()
                .createSelectionQuery("from SigningKeyRow where accountId = :account and first", SigningKeyRow.class)
                .setParameter("account", accountId)
                .getSingleResult();
    }

    public Uni<List<SigningKeyRow>> page(UnitOfWork work, UUID accountId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        "from SigningKeyRow where accountId = :account and id > :id order by id", SigningKeyRow.class)
                .setParameter("account", accountId)
                .setParameter("id", query.afterId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<List<SigningKeyRow>> all(UnitOfWork work, UUID accountId) {
        return work.session()
                .createSelectionQuery("from SigningKeyRow where accountId = :account order by id", SigningKeyRow.class)
                .setParameter("account", accountId)
                .getResultList();
    }

    /** Those of all groups of the account, the first to retire first. */
    public Uni<List<RetiringKeyRow>> retiring(UnitOfWork work, UUID accountId) {
        return work.session()
                .createSelectionQuery(
                        "from RetiringKeyRow where accountId = :account order by retiresAt, publicKey",
                        RetiringKeyRow.class)
                .setParameter("account", accountId)
                .getResultList();
    }

    /** Those whose time has come, of any account. */
    public Uni<List<RetiringKeyRow>> due(UnitOfWork work, int limit) {
        return work.session()
                .createSelectionQuery(
                        "from RetiringKeyRow where retiresAt <= :now order by retiresAt", RetiringKeyRow.class)
                .setParameter("now", work.now())
                .setMaxResults(limit)
                .getResultList();
    }

    /** Its item is null when it is gone already. */
    public Uni<RetiringKeyRow> findRetiring(UnitOfWork work, String publicKey) {
        return work.session().get(RetiringKeyRow.class, publicKey);
    }

    public Uni<Long> count(UnitOfWork work, UUID accountId) {
        return work.session()
                .createSelectionQuery(
                        "select (select count(*) from SigningKeyRow where accountId = :account)"
                                + " + (select count(*) from RetiringKeyRow where accountId = :account)",
                        Long.class)
                .setParameter("account", accountId)
                .getSingleResult();
    }
}
