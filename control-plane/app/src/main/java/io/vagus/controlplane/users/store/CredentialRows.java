package io.vagus.controlplane.users.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The tables of credentials that were handed out, and of those that nodes are to refuse. */
@ApplicationScoped
public class CredentialRows {

    /** Newest first, of one user or of the whole account. */
    public Uni<List<CredentialRow>> page(UnitOfWork work, UUID accountId, @Nullable UUID userId, PageQuery query) {
        Mutiny.SelectionQuery<CredentialRow> wanted = work.session()
                .createSelectionQuery(
                        "from CredentialRow where accountId = :account and id < :id"
                                + (userId == null ? "" : " and userId = :user") + " order by id desc",
                        CredentialRow.class)
                .setParameter("account", accountId)
                .setParameter("id", query.belowId())
                .setMaxResults(query.fetch());
        return (userId == null ? wanted : wanted.setParameter("user", userId)).getResultList();
    }

    /** Those of a user that may still let somebody in. */
    public Uni<List<CredentialRow>> live(UnitOfWork work, UUID userId) {
        return work.session()
                .createSelectionQuery(
                        "from CredentialRow where userId = :user and revokedAt is null"
                                + " and (expiresAt is null or expiresAt > :now)",
                        CredentialRow.class)
                .setParameter("user", userId)
                .setParameter("now", work.now())
                .getResultList();
    }

    /** Those of any account whose time of overlap is over. */
    public Uni<List<CredentialRow>> due(UnitOfWork work, int limit) {
        return work.session()
                .createSelectionQuery(
                        "from CredentialRow where revokeAt <= :now and revokedAt is null order by revokeAt",
                        CredentialRow.class)
                .setParameter("now", work.now())
                .setMaxResults(limit)
                .getResultList();
    }

    /** Its item is null when it is gone or revoked meanwhile. */
    public Uni<CredentialRow> findLive(UnitOfWork work, UUID id) {
        return work.session()
                .createSelectionQuery("from CredentialRow where id = :id and revokedAt is null", CredentialRow.class)
                .setParameter("id", id)
                .getSingleResultOrNull();
    }

    /** Revokes them: marks them, and has the nodes refuse their keys. */
    public Uni<Void> revoke(UnitOfWork work, List<CredentialRow> credentials) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (CredentialRow credential : credentials) {
            credential.revokedAt = work.now();
            done = done.chain(() -> work.session().update(credential))
                    .chain(() -> work.session().upsert(new RevocationRow(credential, work.now())));
        }
        return done;
    }

    public Uni<List<RevocationRow>> revocations(UnitOfWork work, UUID accountId) {
        return work.session()
                .createSelectionQuery("from RevocationRow where accountId = :account", RevocationRow.class)
                .setParameter("account", accountId)
                .getResultList();
    }

    public Uni<Void> pruneRevocations(UnitOfWork work, UUID accountId) {
        return work.session()
                .createMutationQuery("delete from RevocationRow where accountId = :account and expiresAt < :now")
                .setParameter("account", accountId)
                .setParameter("now", work.now())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** All of a key group: nodes do not know its keys any more, so its revocations need not be known either. */
    public Uni<Void> revokeAllOf(UnitOfWork work, UUID accountId, UUID keyId) {
        return work.session()
                .createMutationQuery(
                        "update CredentialRow set revokedAt = :now where signingKeyId = :key and revokedAt is null")
                .setParameter("now", work.now())
                .setParameter("key", keyId)
                .executeUpdate()
                .chain(() -> work.session()
                        .createMutationQuery(
                                "delete from RevocationRow where accountId = :account and signingKeyId = :key")
                        .setParameter("account", accountId)
                        .setParameter("key", keyId)
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** The same for one key of a group. */
    public Uni<Void> revokeAllSignedBy(UnitOfWork work, UUID accountId, String issuerKey) {
        return work.session()
                .createMutationQuery("update CredentialRow set revokedAt = :now where accountId = :account"
                        + " and issuerKey = :issuer and revokedAt is null")
                .setParameter("now", work.now())
                .setParameter("account", accountId)
                .setParameter("issuer", issuerKey)
                .executeUpdate()
                .chain(() -> work.session()
                        .createMutationQuery(
                                "delete from RevocationRow where accountId = :account and issuerKey = :issuer")
                        .setParameter("account", accountId)
                        .setParameter("issuer", issuerKey)
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** All that were issued before; the account's token says so in one word. */
    public Uni<Void> revokeBefore(UnitOfWork work, UUID accountId, Instant before) {
        return work.session()
                .createMutationQuery("update CredentialRow set revokedAt = :now where accountId = :account"
                        + " and issuedAt < :before and revokedAt is null")
                .setParameter("now", work.now())
                .setParameter("account", accountId)
                .setParameter("before", before)
                .executeUpdate()
                .chain(() -> work.session()
                        .createMutationQuery(
                                "delete from RevocationRow where accountId = :account and revokedAt < :before")
                        .setParameter("account", accountId)
                        .setParameter("before", before)
                        .executeUpdate())
                .replaceWithVoid();
    }
}
