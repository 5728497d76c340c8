package io.vagus.controlplane.outbox;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.outbox.store.DeliveryRow;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.telemetry.Tracing;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What still has to reach the nodes: one row per account, written in the transaction of the change.
 *
 * <p>A burst of changes is one delivery of the last of them. A delivery is claimed by one dispatcher at a time, for a while;
 * each claim gets a later time of issue, since a node takes whatever token comes last, even an older one.
 */
@ApplicationScoped
public class Outbox {

    /** How long a claim holds; longer than any push may take. */
    public static final Duration CLAIM = Duration.ofSeconds(30);

    private volatile Runnable listener = () -> {};

    /** Has {@code onChange} called when a change of this instance is committed. */
    public void listen(Runnable onChange) {
        listener = onChange;
    }

    /** The account changed in this unit of work. */
    public Uni<Void> changed(UnitOfWork work, String accountKey, UUID accountId) {
        return upsert(work, accountKey, accountId, false);
    }

    /** The account is deleted in this unit of work. Its row stays: a node that comes back later has to be told too. */
    public Uni<Void> deleted(UnitOfWork work, String accountKey, UUID accountId) {
        return upsert(work, accountKey, accountId, true);
    }

    /** Claims what is due, oldest first; what another dispatcher has claimed is left to it. */
    public Uni<List<Delivery>> claim(UnitOfWork work, int limit) {
        UUID claim = Ids.next(work.now());
        Instant until = work.now().plus(CLAIM);
        return work.session()
                .createNativeQuery("""
                    update delivery set claim = :claim, claimed_until = :until, attempts = attempts + 1,
                      issued_at = greatest(issued_at + 1, :seconds)
                    where account_key in (
                      select account_key from delivery
                      where due_at <= :now and (claimed_until is null or claimed_until < :now)
                      order by due_at limit :limit for update skip locked)
                    returning *""", DeliveryRow.class)
                .setParameter("claim", claim)
                .setParameter("until", until)
                .setParameter("seconds", work.now().getEpochSecond())
                .setParameter("now", work.now())
                .setParameter("limit", limit)
                .getResultList()
                .map(rows ->
                        rows.stream().map(row -> delivery(row, claim, until)).toList());
    }

    /**
     * The nodes have what was pushed.
     *
     * @return whether that is the last change; if not, the account is due again
     */
    public Uni<Boolean> settle(UnitOfWork work, Delivery delivery, String pushedJwt) {
        return work.session()
                .createNativeQuery("""
                    update delivery set claim = null, claimed_until = null, attempts = 0, pushed_jwt = :jwt,
                      as_is = false,
                      due_at = case when revision = :revision then null else due_at end
                    where account_key = :key and claim = :claim
                    returning *""", DeliveryRow.class)
                .setParameter("jwt", pushedJwt)
                .setParameter("revision", delivery.revision())
                .setParameter("key", delivery.accountKey())
                .setParameter("claim", delivery.claim())
                .getSingleResultOrNull()
                .map(row -> row != null && row.revision == delivery.revision());
    }

    /**
     * The push failed and is to be tried again at {@code dueAt}, or at once when a newer change came meanwhile.
     *
     * @return whether it was the last change that failed
     */
    public Uni<Boolean> retry(UnitOfWork work, Delivery delivery, Instant dueAt) {
        return work.session()
                .createNativeQuery("""
                    update delivery set claim = null, claimed_until = null, as_is = false,
                      due_at = case when revision = :revision then :due else due_at end
                    where account_key = :key and claim = :claim
                    returning *""", DeliveryRow.class)
                .setParameter("due", dueAt)
                .setParameter("revision", delivery.revision())
                .setParameter("key", delivery.accountKey())
                .setParameter("claim", delivery.claim())
                .getSingleResultOrNull()
                .map(row -> row != null && row.revision == delivery.revision());
    }

    /** What the nodes should hold, a part of it in the order of the keys after {@code afterKey}. */
    public Uni<List<Expected>> expected(UnitOfWork work, String afterKey, int limit) {
        return work.session()
                .createSelectionQuery(
                        "from DeliveryRow where dueAt is null and pushedJwt is not null and accountKey > :after"
                                + " order by accountKey",
                        DeliveryRow.class)
                .setParameter("after", afterKey)
                .setMaxResults(limit)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new Expected(
                                row.accountKey, row.accountId, row.deleted, Objects.requireNonNull(row.pushedJwt)))
                        .toList());
    }

    /** Makes settled accounts due again: their tokens are made anew, and given to the nodes. */
    public Uni<Integer> renew(UnitOfWork work, List<String> accountKeys) {
        return again(work, accountKeys, false);
    }

    /**
     * Has the nodes given once more what they had, because one was found to hold something else. When that fails, the next
     * attempt makes the token anew.
     */
    public Uni<Integer> repair(UnitOfWork work, List<String> accountKeys) {
        return again(work, accountKeys, true);
    }

    private Uni<Integer> again(UnitOfWork work, List<String> accountKeys, boolean asIs) {
        work.afterCommit(() -> listener.run());
        return work.session()
                .createNativeQuery("""
                    update delivery set due_at = :now, trace = null,
                      as_is = :as_is and not deleted
                    where account_key in (
                      select account_key from delivery where account_key in (:keys) and due_at is null
                      order by account_key for update)""")
                .setParameter("now", work.now())
                .setParameter("keys", accountKeys)
                .setParameter("as_is", asIs)
                .executeUpdate();
    }

    /** Makes everything that waits for its next attempt due now, because nodes can be reached again. */
    public Uni<Integer> hasten(UnitOfWork work) {
        work.afterCommit(() -> listener.run());
        return work.session()
                .createNativeQuery("""
                    update delivery set due_at = :now where account_key in (
                      select account_key from delivery where due_at > :now order by account_key for update)""")
                .setParameter("now", work.now())
                .executeUpdate();
    }

    private Uni<Void> upsert(UnitOfWork work, String accountKey, UUID accountId, boolean deleted) {
        work.afterCommit(() -> listener.run());
        return work.session()
                .createNativeQuery("""
                    insert into delivery as known
                      (account_key, account_id, deleted, revision, changed_at, due_at, attempts, issued_at, trace)
                    values (:key, :account, :deleted, 1, :now, :now, 0, 0, cast(:trace as text))
                    on conflict (account_key) do update set deleted = excluded.deleted,
                      revision = known.revision + 1, attempts = 0, trace = excluded.trace,
                      as_is = false,
                      changed_at = case when known.due_at is null then excluded.changed_at else known.changed_at end,
                      due_at = excluded.due_at""")
                .setParameter("key", accountKey)
                .setParameter("account", accountId)
                .setParameter("deleted", deleted)
                .setParameter("trace", Tracing.here())
                .setParameter("now", work.now())
                .executeUpdate()
                .replaceWithVoid();
    }

    private static Delivery delivery(DeliveryRow row, UUID claim, Instant until) {
        return new Delivery(
                claim,
                row.accountKey,
                row.accountId,
                row.deleted,
                row.revision,
                row.attempts,
                row.issuedAt,
                row.changedAt,
                until,
                row.asIs ? row.pushedJwt : null,
                row.trace);
    }
}
