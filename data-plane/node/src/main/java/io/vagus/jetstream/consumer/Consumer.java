package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.storage.ConsumerLedger;
import io.vagus.storage.ConsumerState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One consumer: its configuration, where it stands in the stream, and what it waits for. What has to survive is in its
 * ledger; the rest is made anew when the node starts. Owned by the stream's thread. What most consumers do not have most of
 * the time (a redelivery queue, requests, a push side) is allocated when it is needed, since there may be very many.
 */
final class Consumer {

    static final long NEVER = Long.MAX_VALUE;

    private final String name;
    private final long createdNanos;
    private final ConsumerLedger ledger;
    private ConsumerConfig config;
    private FilterGroup group;

    /** The next stream sequence to look at. */
    long nextSequence;

    /** Pending messages, less the group's count of stored ones. */
    private long pendingBias;

    /** Where {@code last_per_subject} begins: the sequences to deliver before going on; null when done. */
    @Nullable
    SkipList skipList;

    @Nullable
    RedeliveryQueue redeliveries;

    /** Requests for messages; null for a push consumer, and until the first request. */
    @Nullable
    PullQueue pulls;

    /** What only push consumers have; null for a pull consumer. */
    @Nullable
    PushSide push;

    /** An original replay that goes on; null when what is stored is delivered at once. */
    @Nullable
    Replay replay;

    @Nullable
    ConsumerCounters counters;

    private byte @Nullable [] ackPrefix;
    long lastDeliveredNanos;
    long lastSettledNanos;

    /** When a pull consumer was last used; for its inactivity. */
    long lastActiveNanos;

    /** How long it may be unused, jitter included; 0 for ever. */
    long inactivityNanos;

    /** When inactivity is looked at next. */
    long inactivityCheckAt = NEVER;

    /** When deliveries whose time is over are looked for next. */
    long ackCheckAt = NEVER;

    /** Nothing is delivered before: a rate limit, or the pauses of an original replay. */
    long gateUntil;

    /** Whether the pause has been noticed, and its end is to be told. */
    boolean pauseAnnounced;

    /** The client that is pinned (ADR-42), and since when; null when none is. */
    @Nullable
    String pinId;

    long pinnedAtNanos;
    long pinExpiresAt = NEVER;

    boolean ready;
    boolean closed;
    int memberIndex = -1;
    int hungryIndex = -1;

    /** Its place among the timers; those of {@link ConsumerTimers}. */
    int timerIndex = -1;

    long timerAt;

    Consumer(String name, ConsumerConfig config, long createdNanos, ConsumerLedger ledger, FilterGroup group) {
        this.name = name;
        this.config = config;
        this.createdNanos = createdNanos;
        this.ledger = ledger;
        this.group = group;
        if (config.isPush()) {
            push = new PushSide(config);
        }
    }

    /** The pauses between messages are kept up to what was there when the replay began. */
    static final class Replay {
        final long through;

        /** The last message: when it was stored, and when it was delivered; 0 before. */
        long timestamp;

        long deliveredAt;

        Replay(long through) {
            this.through = through;
        }
    }

    /** Sequences to deliver one by one before the consumer goes on behind {@code resume}. */
    static final class SkipList {
        private final long[] sequences;
        private final long resume;
        private int at;

        SkipList(long[] sequences, long resume) {
            this.sequences = sequences;
            this.resume = resume;
        }

        long next() {
            return sequences[at];
        }

        /** Goes on; the sequence to look at next, or 0 when the list goes on. */
        long advance() {
            return ++at == sequences.length ? resume + 1 : 0;
        }
    }

    String name() {
        return name;
    }

    ConsumerConfig config() {
        return config;
    }

    void configure(ConsumerConfig newConfig) {
        config = newConfig;
    }

    long createdNanos() {
        return createdNanos;
    }

    ConsumerLedger ledger() {
        return ledger;
    }

    ConsumerState state() {
        return ledger.state();
    }

    FilterGroup group() {
        return group;
    }

    void join(FilterGroup newGroup) {
        group = newGroup;
    }

    /** The part of its acknowledgement subjects that is always the same. */
    byte[] ackPrefix(ReplySubjects replies) {
        byte[] prefix = ackPrefix;
        if (prefix == null) {
            prefix = replies.acknowledgements(name);
            ackPrefix = prefix;
        }
        return prefix;
    }

    /** How many messages it has not been given yet. */
    long pending() {
        return Math.max(0, group.appended() + pendingBias);
    }

    void setPending(long pending) {
        pendingBias = pending - group.appended();
    }

    /** One less is to come. */
    void countDown() {
        pendingBias--;
    }

    /** How many of its deliveries wait for an acknowledgement. */
    int ackPending() {
        return state().pending().size();
    }

    /** Whether it may not deliver more until something is acknowledged. */
    boolean isFull() {
        return config.tracksPending() && config.maxAckPending() > 0 && ackPending() >= config.maxAckPending();
    }

    boolean isPaused(long now) {
        Instant until = config.pauseUntil();
        return until != null && nanos(until) > now;
    }

    static long nanos(Instant time) {
        try {
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
        } catch (ArithmeticException farAway) {
            return time.getEpochSecond() < 0 ? Long.MIN_VALUE : NEVER - 1;
        }
    }

    static @Nullable Instant instant(long nanos) {
        return nanos == 0
                ? null
                : Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }

    RedeliveryQueue redeliveryQueue() {
        RedeliveryQueue queue = redeliveries;
        if (queue == null) {
            queue = new RedeliveryQueue();
            redeliveries = queue;
        }
        return queue;
    }

    boolean isQueuedForRedelivery(long sequence) {
        RedeliveryQueue queue = redeliveries;
        return queue != null && queue.contains(sequence);
    }

    void dropFromRedelivery(long sequence) {
        RedeliveryQueue queue = redeliveries;
        if (queue != null) {
            queue.remove(sequence);
        }
    }

    PullQueue pullQueue() {
        PullQueue queue = pulls;
        if (queue == null) {
            queue = new PullQueue();
            pulls = queue;
        }
        return queue;
    }

    ConsumerCounters count() {
        ConsumerCounters all = counters;
        if (all == null) {
            all = new ConsumerCounters();
            counters = all;
        }
        return all;
    }

    /** How long a delivery waits for its acknowledgement that was delivered again so often before. */
    long ackWaitNanos(long redelivered) {
        if (config.backoffNanos().isEmpty()) {
            return config.ackWaitNanos();
        }
        int step = (int) Math.min(redelivered, config.backoffNanos().size() - 1);
        return config.backoffNanos().get(step);
    }

    /** Looks for overdue deliveries at this time at the latest. */
    void checkAcksBy(long time) {
        ackCheckAt = Math.min(ackCheckAt, time);
    }

    /** Everything up to here that was for this consumer is settled. */
    long settledThrough() {
        ConsumerState state = state();
        long first = state.pending().first();
        return first == 0 ? nextSequence - 1 : Math.min(first, nextSequence) - 1;
    }

    byte[] deliverSubject() {
        return config.deliverSubject().getBytes(UTF_8);
    }
}
