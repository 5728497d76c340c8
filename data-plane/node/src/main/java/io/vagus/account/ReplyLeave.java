package io.vagus.account;

import io.vagus.base.Limits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The reply subjects that one connection with {@code allow_responses} may publish to for a while. Any loop that delivers a
 * request notes its reply subject; the connection's own loop uses it up. At most {@link Limits#TRACKED_REPLIES} are
 * kept, the oldest give way.
 */
public final class ReplyLeave {

    private static final class Grant {
        private final long since;
        private int used;

        Grant(long since) {
            this.since = since;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final int maxMessages;
    private final long timeToLiveNanos;
    private final LinkedHashMap<String, Grant> grants = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Grant> eldest) {
            return size() > Limits.TRACKED_REPLIES;
        }
    };

    /** For these responses permissions. */
    public ReplyLeave(Permissions.Responses responses) {
        maxMessages = responses.maxMessages();
        timeToLiveNanos = Math.max(0, responses.timeToLive().toNanos());
    }

    /** Notes that a request with this reply subject was handed over. */
    public void grant(String reply, long now) {
        lock.lock();
        try {
            grants.put(reply, new Grant(now));
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
            boolean spent = maxMessages >= 0 && ++grant.used > maxMessages;
            if (spent || (timeToLiveNanos > 0 && now - grant.since > timeToLiveNanos)) {
                grants.remove(subject);
                return false;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
