package io.vagus.controlplane.tokens.store;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The table of personal access tokens. */
@ApplicationScoped
public class TokenRows {

    /** So many revoked tokens of a person are known again. */
    public static final int MAX_REVOKED = 100;

    /** For so long. */
    private static final Duration REVOKED_KEPT = Duration.ofDays(90);

    public Uni<TokenRow> find(UnitOfWork work, UUID id) {
        return work.session().get(TokenRow.class, id);
    }

    public Uni<TokenRow> findByHash(UnitOfWork work, byte[] hash) {
        return work.session()
                .createSelectionQuery("from TokenRow where hash = :hash", TokenRow.class)
                .setParameter("hash", hash)
                .getSingleResultOrNull();
    }

    /** A token with this hash that was revoked lately; null when there is none. */
    public Uni<RevokedTokenRow> findRevoked(UnitOfWork work, byte[] hash) {
        return work.session()
                .createSelectionQuery(
                        "from RevokedTokenRow where hash = :hash and revokedAt > :since", RevokedTokenRow.class)
                .setParameter("hash", hash)
                .setParameter("since", work.now().minus(REVOKED_KEPT))
                .getSingleResultOrNull();
    }

    /** Takes a token away and remembers that it was; of each person no more than the latest {@value #MAX_REVOKED}. */
    public Uni<Void> revoke(UnitOfWork work, TokenRow row) {
        RevokedTokenRow revoked = new RevokedTokenRow();
        revoked.hash = row.hash;
        revoked.tokenId = row.id;
        revoked.personId = row.personId;
        revoked.prefix = row.prefix;
        revoked.teamId = row.teamId;
        revoked.revokedAt = work.now();
        return work.session()
                .delete(row)
                .chain(() -> work.session().insert(revoked))
                .chain(() -> work.session()
                        .createNativeQuery("""
                            delete from revoked_token where person_id = :person and (revoked_at <= :since or hash in (
                              select hash from revoked_token where person_id = :person
                              order by revoked_at desc, token_id desc offset :max))\
                            """)
                        .setParameter("person", row.personId)
                        .setParameter("since", work.now().minus(REVOKED_KEPT))
                        .setParameter("max", MAX_REVOKED)
                        .executeUpdate())
                .replaceWithVoid();
    }

    public Uni<List<TokenRow>> page(UnitOfWork work, UUID personId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        "from TokenRow where personId = :person and id < :below order by id desc", TokenRow.class)
                .setParameter("person", personId)
                .setParameter("below", query.belowId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    public Uni<List<TokenRow>> all(UnitOfWork work, UUID personId) {
        return work.session()
                .createSelectionQuery("from TokenRow where personId = :person order by id desc", TokenRow.class)
                .setParameter("person", personId)
                .getResultList();
    }

    public Uni<Long> count(UnitOfWork work, UUID personId) {
        return work.session()
                .createSelectionQuery("select count(*) from TokenRow where personId = :person", Long.class)
                .setParameter("person", personId)
                .getSingleResult();
    }

    /** Writes the last uses, token by token in one order, so that two instances never wait for each other. */
    public Uni<Void> used(UnitOfWork work, Map<UUID, Instant> lastUses) {
        return Multi.createFrom()
                .items(lastUses.entrySet().stream().sorted(Map.Entry.comparingByKey()))
                .onItem()
                .call(use -> work.session()
                        .createMutationQuery("update TokenRow set lastUsedAt = :at where id = :id"
                                + " and (lastUsedAt is null or lastUsedAt < :at)")
                        .setParameter("at", use.getValue())
                        .setParameter("id", use.getKey())
                        .executeUpdate())
                .collect()
                .last()
                .replaceWithVoid();
    }
}
