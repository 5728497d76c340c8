package io.vagus.controlplane.metrics;

import io.vagus.controlplane.metrics.ConnectionScan.Counted;
import io.vagus.controlplane.metrics.ConnectionScan.Id;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each user did between two scans of all connections. Counters of a connection are there while it is, so what counts is by
 * how much each grew, and the word of a server at its end counts for the last piece. Owner of the last scan; one thread.
 */
final class UserCounters {

    private record User(String accountKey, String userKey) {}

    private static final Counted NOTHING = new Counted("", "", 0, 0, 0, 0, 0);

    private final Map<User, Sum> sums = new HashMap<>();

    /** What connections had counted when they were last seen. */
    private Map<Id, Counted> known = new HashMap<>();

    /** Those of {@link #known} that the last scan did not find: the word of their end may still come. */
    private Map<Id, Counted> missing = new HashMap<>();

    /** By server, the number up to which connections were there before the last scan ended. */
    private Map<String, Long> newest = Map.of();

    /** What users did since the last scan; nothing of servers that are seen for the first time, beyond who is connected. */
    List<UserReading> since(ConnectionScan scan, List<ClosedConnection> closed, double seconds) {
        sums.clear();
        Map<Id, Counted> open = scan.open();
        for (ClosedConnection each : closed) {
            Sum sum = sum(each.counted());
            sum.grew(each.id(), each.counted());
            sum.slowConsumers += each.slowConsumer() ? 1 : 0;
            open.remove(each.id());
            known.remove(each.id());
            missing.remove(each.id());
        }
        open.forEach((id, counted) -> {
            Sum sum = sum(counted);
            sum.connections++;
            sum.subscriptions += counted.subscriptions();
            sum.grew(id, counted);
        });
        List<UserReading> readings = sums.entrySet().stream()
                .map(each -> each.getValue().reading(each.getKey(), seconds))
                .toList();
        remember(scan);
        return readings;
    }

    /** Begins with a scan: nothing is known of what was before. */
    void begin(ConnectionScan scan) {
        known = new HashMap<>();
        remember(scan);
    }

    private void remember(ConnectionScan scan) {
        Map<Id, Counted> gone = new HashMap<>(known);
        gone.keySet().removeAll(scan.open().keySet());
        missing = gone;
        known = scan.open();
        newest = scan.newest();
    }

    private Sum sum(Counted counted) {
        return sums.computeIfAbsent(new User(counted.accountKey(), counted.userKey()), fresh -> new Sum());
    }

    /** What a connection had counted the last time: nothing when it came later; null when that cannot be known. */
    private @Nullable Counted before(Id id) {
        Counted seen = known.get(id);
        if (seen == null) {
            seen = missing.get(id);
        }
        Long newestThen = newest.get(id.server());
        return seen == null && newestThen != null && id.cid() > newestThen ? NOTHING : seen;
    }

    private final class Sum {
        private double connections;
        private double subscriptions;
        private double inMessages;
        private double outMessages;
        private double inBytes;
        private double outBytes;
        private double slowConsumers;

        void grew(Id id, Counted now) {
            Counted before = before(id);
            if (before != null) {
                inMessages += Math.max(0, now.inMessages() - before.inMessages());
                outMessages += Math.max(0, now.outMessages() - before.outMessages());
                inBytes += Math.max(0, now.inBytes() - before.inBytes());
                outBytes += Math.max(0, now.outBytes() - before.outBytes());
            }
        }

        UserReading reading(User user, double seconds) {
            return new UserReading(
                    user.accountKey,
                    user.userKey,
                    connections,
                    subscriptions,
                    inMessages / seconds,
                    outMessages / seconds,
                    inBytes / seconds,
                    outBytes / seconds,
                    slowConsumers);
        }
    }
}
