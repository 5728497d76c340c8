package io.vagus.controlplane.keys.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The table of signing keys. */
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

    public Uni<Long> count(UnitOfWork work, UUID accountId) {
        return work.session()
                .createSelectionQuery("select count(*) from SigningKeyRow where accountId = :account", Long.class)
                .setParameter("account", accountId)
                .getSingleResult();
    }
}
