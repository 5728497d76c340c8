package io.vagus.controlplane.users.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The tables of users and revocations. */
@ApplicationScoped
public class UserRows {

    public Uni<UserRow> find(UnitOfWork work, UUID id) {
        return work.session().get(UserRow.class, id);
    }

    public Uni<List<UserRow>> page(UnitOfWork work, UUID accountId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        "from UserRow where accountId = :account and (name > :key or (name = :key and id > :id))"
                                + " order by name, id",
                        UserRow.class)
                .setParameter("account", accountId)
                .setParameter("key", query.afterKey())
                .setParameter("id", query.afterId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    /** How many users and revocations of deleted users there are. */
    public Uni<Long> load(UnitOfWork work, UUID accountId) {
        return work.session()
                .createSelectionQuery(
                        "select (select count(*) from UserRow u where u.accountId = :account)"
                                + " + (select count(*) from RevocationRow r where r.accountId = :account and not exists"
                                + " (select 1 from UserRow u where u.publicKey = r.userPublicKey))",
                        Long.class)
                .setParameter("account", accountId)
                .getSingleResult();
    }

    public Uni<List<RevocationRow>> revocations(UnitOfWork work, UUID accountId) {
        return work.session()
                .createSelectionQuery("from RevocationRow where accountId = :account", RevocationRow.class)
                .setParameter("account", accountId)
                .getResultList();
    }

    public Uni<Integer> pruneRevocations(UnitOfWork work, UUID accountId) {
        return work.session()
                .createMutationQuery("delete from RevocationRow where accountId = :account and expiresAt < :now")
                .setParameter("account", accountId)
                .setParameter("now", work.now())
                .executeUpdate();
    }

    public Uni<Integer> revokeAllOf(UnitOfWork work, UUID keyId) {
        return work.session()
                .createMutationQuery(
                        "update UserRow set revokedAt = :now where signingKeyId = :key and revokedAt is null")
                .setParameter("now", work.now())
                .setParameter("key", keyId)
                .executeUpdate();
    }

    public Uni<Void> forgetRevocationsOf(UnitOfWork work, UUID accountId, UUID keyId) {
        return work.session()
                .createMutationQuery("delete from RevocationRow where accountId = :account and signingKeyId = :key")
                .setParameter("account", accountId)
                .setParameter("key", keyId)
                .executeUpdate()
                .replaceWithVoid();
    }
}
