package io.vagus.account.sharing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vagus.base.Limits;
import io.vagus.base.Randomness;
import io.vagus.routing.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The requests that came into one account from others and wait for an answer, by the reply subject {@code _R_.<account>.<request>}
 * that answers are sent to. Safe for use by any thread. At most {@link Limits#PENDING_REPLIES} wait at a time.
 */
public final class PendingReplies implements SharedReceiver {

    static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int NAME_LENGTH = 6;
    private static final int DRAWN_BYTES = 4096;

    private final SharedAccount owner;
    private final Randomness randomness;
    private final Map<String, PendingReply> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final byte[] drawn = new byte[DRAWN_BYTES];
    private int used = DRAWN_BYTES;
    private @Nullable String prefix;

    PendingReplies(SharedAccount owner, Randomness randomness) {
        this.owner = owner;
        this.randomness = randomness;
    }

    /** The account that answers. */
    public SharedAccount owner() {
        return owner;
    }

    /**
     * Waits for the answers to a request.
     *
     * @param requester the account that asked
     * @param replyTo the reply subject there
     * @param measurement what the caller wants to find with the answer
     * @return null when too many wait already
     */
    public @Nullable PendingReply expect(
            SharedAccount requester,
            byte[] replyTo,
            @Nullable ServiceExport export,
            ResponseType type,
            boolean shares,
            @Nullable Object measurement,
            long now) {
        if (count.incrementAndGet() > Limits.PENDING_REPLIES) {
            count.decrementAndGet();
            return null;
        }
        while (true) {
            PendingReply reply =
                    new PendingReply(newSubject(), requester, replyTo, export, type, shares, measurement, now);
            if (waiting.putIfAbsent(reply.subject(), reply) == null) {
                owner.sharing().waits();
                if (measurement != null) {
                    requester.awaits(reply, this);
                }
                return reply;
            }
        }
    }

    /** A subject of the same form that no request waits at. */
    public String unusedSubject() {
        return newSubject();
    }

    /** The request that an answer to this subject is for. */
    public @Nullable PendingReply find(String subject) {
        return waiting.get(subject);
    }

    /** Waits no longer; false when it was so already. */
    public boolean forget(PendingReply reply) {
        boolean removed = waiting.remove(reply.subject(), reply);
        if (removed) {
            count.decrementAndGet();
            owner.sharing().waitsNoLonger();
            if (reply.measurement() != null) {
                reply.requester().awaitsNoLonger(reply);
            }
        }
        return removed;
    }

    /** How many requests wait. */
    public int size() {
        return count.get();
    }

    /** Forgets those that have waited too long; returns them. */
    List<PendingReply> expire(long now) {
        List<PendingReply> overdue = new ArrayList<>();
        for (PendingReply reply : waiting.values()) {
            if (reply.isOverdue(now) && forget(reply)) {
                overdue.add(reply);
            }
        }
        return overdue;
    }

    private synchronized String newSubject() {
        String start = prefix;
        if (start == null) {
            start = "_R_." + newName() + ".";
            prefix = start;
            owner.account()
                    .interest()
                    .add(new Subscription((start + ">").getBytes(US_ASCII), null, new byte[0], this, 0));
        }
        return start + newName();
    }

    private String newName() {
        char[] name = new char[NAME_LENGTH];
        for (int i = 0; i < NAME_LENGTH; ) {
            if (used == drawn.length) {
                randomness.fill(drawn);
                used = 0;
            }
            // The four values that do not fit evenly into 62 digits are left out.
            int value = drawn[used++] & 0xff;
            if (value < 248) {
                name[i++] = DIGITS.charAt(value % DIGITS.length());
            }
        }
        return new String(name);
    }
}
