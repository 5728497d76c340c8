package io.vagus.controlplane.users.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The table of users. */
@ApplicationScoped
public class UserRows {

    public Uni<UserRow> find(UnitOfWork work, UUID id) {
        return work.session().get(UserRow.class, id);
    }

    /** @param q what the name or a tag has to contain, or the public key has to be; in lower case; empty: anything */
    public Uni<List<UserRow>> page(UnitOfWork work, UUID accountId, PageQuery query, String q) {
        return work.session()
                .createSelectionQuery(
                        "from UserRow where accountId = :account and (name > :key or (name = :key and id > :id))"
                                + " and (:q = '' or locate(:q, lower(name)) > 0 or locate(:q, tags) > 0"
                                + " or lower(publicKey) = :q) order by name, id",
                        UserRow.class)
                .setParameter("account", accountId)
                .setParameter("key", query.afterKey())
                .setParameter("id", query.afterId())
                .setParameter("q", q)
                .setMaxResults(query.fetch())
                .getResultList();
    }

    /** How many users and revocations of what is no user's any more there are. */
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

    public Uni<Void> revokeAllOf(UnitOfWork work, UUID keyId) {
        return work.session()
                .createMutationQuery(
                        "update UserRow set revokedAt = :now where signingKeyId = :key and revokedAt is null")
                .setParameter("now", work.now())
                .setParameter("key", keyId)
                .executeUpdate()
                .replaceWithVoid();
    }

    public Uni<Void> revokeAllSignedBy(UnitOfWork work, UUID accountId, String issuerKey) {
        return work.session()
                .createMutationQuery("update UserRow set revokedAt = :now where accountId = :account"
                        + " and issuerKey = :issuer and revokedAt is null")
                .setParameter("now", work.now())
                .setParameter("account", accountId)
                .setParameter("issuer", issuerKey)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Those whose latest credentials were issued before. */
    public Uni<Integer> revokeBefore(UnitOfWork work, UUID accountId, Instant before) {
        return work.session()
                .createMutationQuery("update UserRow set revokedAt = :now where accountId = :account"
                        + " and issuedAt < :before and revokedAt is null")
                .setParameter("now", work.now())
                .setParameter("account", accountId)
                .setParameter("before", before)
                .executeUpdate();
    }
}
