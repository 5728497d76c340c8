package io.vagus.controlplane.platform.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

/** The idempotency keys of the last day. */
@ApplicationScoped
public class IdempotencyKeys {

    private static final Duration KEPT = Duration.ofHours(24);

    /** The stored answer to the first request with a key. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Stored(byte[] fingerprint, String body) {}

    /**
     * Takes the key for this unit of work, waiting for another that has taken it and not ended yet.
     *
     * @return false when it was used within the last day
     */
    public Uni<Boolean> take(UnitOfWork work, UUID personId, String key, byte[] fingerprint) {
        return work.session()
                .createNativeQuery("""
                        insert into idempotency_key as known (person_id, key, fingerprint, created_at)
                        values (:person, :key, :fingerprint, :now)
                        on conflict (person_id, key) do update
                          set fingerprint = excluded.fingerprint, created_at = excluded.created_at, body = null
                          where known.created_at < :expired""")
                .setParameter("person", personId)
                .setParameter("key", key)
                .setParameter("fingerprint", fingerprint)
                .setParameter("now", work.now())
                .setParameter("expired", work.now().minus(KEPT))
                .executeUpdate()
                .map(count -> count == 1);
    }

    public Uni<Void> complete(UnitOfWork work, UUID personId, String key, String body) {
        return work.session()
                .createMutationQuery(
                        "update IdempotencyKeyRow set body = :body where personId = :person and value = :key")
                .setParameter("body", body)
                .setParameter("person", personId)
                .setParameter("key", key)
                .executeUpdate()
                .replaceWithVoid();
    }

    public Uni<Stored> find(UnitOfWork work, UUID personId, String key) {
        return work.session()
                .get(IdempotencyKeyRow.class, new IdempotencyKeyRow.Key(personId, key))
                .map(row -> new Stored(row.fingerprint, Objects.requireNonNull(row.body)));
    }

    /** Forgets the keys that are too old to count. */
    public Uni<Integer> prune(UnitOfWork work) {
        return work.session()
                .createMutationQuery("delete from IdempotencyKeyRow where createdAt < :expired")
                .setParameter("expired", work.now().minus(KEPT))
                .executeUpdate();
    }
}
