package io.vagus.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One subscription: a pattern, perhaps a queue group, the receiver and its own name for it, and the count of its
 * deliveries. Loops count deliveries each in a place of its own; once a maximum is set they share one exact count, so
 * that no two loops hand over the same last message.
 */
public final class Subscription {

    private static final VarHandle OFF_LOOP = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle COUNTERS = countersHandle();
    private static final AtomicLongFieldUpdater<Subscription> MAXIMUM =
            AtomicLongFieldUpdater.newUpdater(Subscription.class, "maximum");

    private static VarHandle countersHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Subscription.class, "deliveredByLoop", long[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] subject;
    private final byte @Nullable [] queue;
    private final byte[] sid;
    private final Receiver receiver;
    private final @Nullable Subscription origin;
    private final @Nullable Imported imported;
    private final int loops;

    /** One place a loop, and one for other threads; made for the first delivery, as many subscriptions hear nothing. */
    private long @Nullable [] deliveredByLoop;

    private volatile long maximum;
    private volatile @Nullable AtomicLong exact;

    /** Where the set that holds this subscription keeps it. Owned by the interest's writer. */
    volatile int slot = -1;

    /**
     * A new subscription. The arrays are kept, not copied.
     *
     * @param loops how many loops deliver; loop numbers are below it
     */
    public Subscription(byte[] subject, byte @Nullable [] queue, byte[] sid, Receiver receiver, int loops) {
        this(subject, queue, sid, receiver, null, null, loops);
    }

    private Subscription(
            byte[] subject,
            byte @Nullable [] queue,
            byte[] sid,
            Receiver receiver,
            @Nullable Subscription origin,
            @Nullable Imported imported,
            int loops) {
        this.subject = subject;
        this.queue = queue;
        this.sid = sid;
        this.receiver = receiver;
        this.origin = origin;
        this.imported = imported;
        this.loops = loops;
    }

    /** The interest in another account's messages that this subscription has through an import. */
    public Subscription through(Imported from, byte[] subjectThere) {
        return new Subscription(subjectThere, queue, sid, receiver, this, from, loops);
    }

    /** The subscription that its receiver knows: this one, or the one that it stands for in another account. */
    public Subscription origin() {
        return origin == null ? this : origin;
    }

    /** How messages come here from another account; null for a subscription in the account itself. */
    public @Nullable Imported imported() {
        return imported;
    }

    /** Whether it is in an interest now. */
    public boolean isPlaced() {
        return slot >= 0;
    }

    public byte[] subject() {
        return subject;
    }

    public byte @Nullable [] queue() {
        return queue;
    }

    public byte[] sid() {
        return sid;
    }

    public Receiver receiver() {
        return receiver;
    }

    /** After how many deliveries it ends by itself; 0 for never. */
    public long maximum() {
        return maximum;
    }

    /** Whether deliveries have to be claimed one by one with {@link #claim}. */
    public boolean isLimited() {
        return origin().maximum != 0;
    }

    /** Counts deliveries of an unlimited subscription, those through an import apart as nats-server does; called by the loop of that number only. */
    public void count(int loop, long messages) {
        counters()[loop] += messages;
    }

    private long[] counters() {
        long[] present = (long[]) COUNTERS.getAcquire(this);
        return present != null ? present : makeCounters();
    }

    private long[] makeCounters() {
        long[] fresh = new long[loops + 1];
        long[] others = (long[]) COUNTERS.compareAndExchange(this, null, fresh);
        return others != null ? others : fresh;
    }

    /** Counts a delivery of an unlimited subscription by a thread that is no loop. */
    public void countOffLoop() {
        OFF_LOOP.getAndAdd(counters(), loops, 1L);
    }

    /** Deliveries so far. */
    public long delivered() {
        AtomicLong counter = exact;
        return counter != null ? counter.get() : sumOfLoops();
    }

    private long sumOfLoops() {
        long sum = 0;
        long[] present = (long[]) COUNTERS.getAcquire(this);
        if (present != null) {
            for (long count : present) {
                sum += count;
            }
        }
        return sum;
    }

    /** Sets after how many deliveries, counted from its creation, the subscription ends. Called by its owner only. */
    public void limit(long maximumDeliveries) {
        AtomicLong counter = exact;
        if (counter == null) {
            exact = new AtomicLong(sumOfLoops());
        }
        MAXIMUM.set(this, maximumDeliveries);
    }

    /** The outcome of {@link #claim}. */
    public enum Claim {
        /** Deliver, and more may follow. */
        MORE,
        /** Deliver; it was the last. */
        LAST,
        /** Do not deliver: the maximum was reached before. */
        NONE
    }

    /** Takes one of the deliveries that are left to a limited subscription; by any thread. */
    public Claim claim() {
        return origin().claimOne();
    }

    private Claim claimOne() {
        AtomicLong counter = exact;
        if (counter == null) {
            return Claim.MORE;
        }
        long number = counter.incrementAndGet();
        if (number < maximum) {
            return Claim.MORE;
        }
        if (number == maximum) {
            return Claim.LAST;
        }
        counter.decrementAndGet();
        return Claim.NONE;
    }
}
