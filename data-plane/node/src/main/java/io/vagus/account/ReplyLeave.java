package io.vagus.account;

import io.vagus.base.Limits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The reply subjects that one connection with {@code allow_responses} may publish to for a while. Any loop that delivers a
 * request notes its reply subject; the connection's own loop uses it up. Those that are used up or too old are forgotten now and
 * then; of the rest at most {@link Limits#TRACKED_REPLIES} are kept, the oldest give way.
 */
public final class ReplyLeave {

    private static final class Grant {
        private final long since;
        private int used;

        Grant(long since) {
            this.since = since;
        }
    }

    private static final long PRUNE_NANOS = 1_000_000_000L;

    private final ReentrantLock lock = new ReentrantLock();
    private final int maxMessages;
    private final long timeToLiveNanos;
    private final LinkedHashMap<String, Grant> grants = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Grant> eldest) {
            return size() > Limits.TRACKED_REPLIES;
        }
    };

    private int sincePruned;
    private long pruned;

    /** For these responses permissions. */
    public ReplyLeave(Permissions.Responses responses) {
        maxMessages = responses.maxMessages();
        timeToLiveNanos = Math.max(0, responses.timeToLive().toNanos());
    }

    /**
     * Notes that a request with this reply subject was handed over. While answers to an earlier request with the same subject are
     * left this takes one of them instead, as nats-server does.
     */
    public void grant(String reply, long now) {
        lock.lock();
        try {
            if (use(reply, now)) {
                return;
            }
            grants.put(reply, new Grant(now));
            if (++sincePruned > Limits.NEW_REPLIES || now - pruned > PRUNE_NANOS) {
                grants.values().removeIf(grant -> isSpent(grant) || isTooOld(grant, now));
                sincePruned = 0;
                pruned = now;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Uses one answer up; false when there is none left for this subject. */
    public boolean use(String subject, long now) {
        lock.lock();
        try {
            Grant grant = grants.get(subject);
            if (grant == null) {
                return false;
            }
            if (isSpent(grant) || isTooOld(grant, now)) {
                grants.remove(subject);
                return false;
            }
            grant.used++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** How many reply subjects are kept, used up or not. */
    int size() {
        return grants.size();
    }

    private boolean isSpent(Grant grant) {
        return maxMessages >= 0 && grant.used >= maxMessages;
    }

    private boolean isTooOld(Grant grant, long now) {
        return timeToLiveNanos > 0 && now - grant.since > timeToLiveNanos;
    }
}
