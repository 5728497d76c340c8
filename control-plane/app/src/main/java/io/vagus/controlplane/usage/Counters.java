package io.vagus.controlplane.usage;

import io.vagus.controlplane.provisioning.Nodes.AccountTraffic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the servers counted for one account at a moment.
 *
 * @param byServer the server's own count, by server id
 */
record Counters(Instant at, Map<String, AccountTraffic> byServer) {

    Counters {
        byServer = Map.copyOf(byServer);
    }

    /** The next state of the account's traffic, with {@code before} as what the rates are counted from. */
    Traffic after(@Nullable Counters before, List<TrafficSample> history) {
        Flow in = flow(before, true);
        Flow out = flow(before, false);
        return new Traffic(at, sum(Counters::connections), sum(Counters::subscriptions), in, out, history);
    }

    TrafficSample sample(@Nullable Counters before) {
        Flow in = flow(before, true);
        Flow out = flow(before, false);
        return new TrafficSample(
                at,
                sum(Counters::connections),
                in.messagesPerSecond(),
                out.messagesPerSecond(),
                in.bytesPerSecond(),
                out.bytesPerSecond());
    }

    /** Reads one number of a server's count. */
    private interface Reading {
        long of(AccountTraffic traffic);
    }

    private Flow flow(@Nullable Counters before, boolean in) {
        Reading messages = in ? AccountTraffic::receivedMessages : AccountTraffic::sentMessages;
        Reading bytes = in ? AccountTraffic::receivedBytes : AccountTraffic::sentBytes;
        return new Flow(sum(messages), sum(bytes), rate(before, messages), rate(before, bytes));
    }

    private long sum(Reading reading) {
        return byServer.values().stream().mapToLong(reading::of).sum();
    }

    /** Per second since {@code before}. A server that started anew counts from zero, one that is new does not count yet. */
    private double rate(@Nullable Counters before, Reading reading) {
        if (before == null || !before.at.isBefore(at)) {
            return 0;
        }
        long moved = 0;
        for (Map.Entry<String, AccountTraffic> entry : byServer.entrySet()) {
            AccountTraffic old = before.byServer.get(entry.getKey());
            if (old != null) {
                moved += Math.max(0, reading.of(entry.getValue()) - reading.of(old));
            }
        }
        return moved * 1000.0 / Duration.between(before.at, at).toMillis();
    }

    private static long connections(AccountTraffic traffic) {
        return traffic.connections();
    }

    private static long subscriptions(AccountTraffic traffic) {
        return traffic.subscriptions();
    }
}
