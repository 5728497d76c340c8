package io.vagus.controlplane.usage;

import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.provisioning.Nodes;
import io.vagus.controlplane.provisioning.Nodes.AccountTraffic;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What accounts do now, for who looks at them: while somebody does, the nodes are asked every two seconds about just these
 * accounts. Nobody looking, nothing is asked, however many accounts and replicas there are. Nothing is stored; what was before
 * somebody looked comes from the stored metrics.
 */
@ApplicationScoped
public class TrafficSampler {

    /** Accounts that are looked at at a time; of more, only what is stored is shown. */
    static final int MAX_WATCHED = 1_000;

    /** Who looks, asks every two seconds; who does not ask for that long has gone. */
    static final Duration LOOKED_AT = Duration.ofSeconds(30);

    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final int MAX_SAMPLES = 120;

    private final Map<String, Watch> watched = new ConcurrentHashMap<>();
    private final Nodes nodes;
    private final InstantSource clock;

    TrafficSampler(Nodes nodes, InstantSource clock) {
        this.nodes = nodes;
        this.clock = clock;
    }

    void start(@Observes Background background) {
        background.every(EVERY, "sample the traffic", this::sample);
    }

    /** What is known of an account's traffic to somebody who looks at it already; null when nobody does yet. */
    @Nullable
    Traffic seen(String accountKey) {
        Watch watch = watched.get(accountKey);
        return watch == null ? null : watch.seen(clock.instant());
    }

    /** Begins to look at an account. */
    Traffic look(String accountKey, List<TrafficSample> before) {
        Watch fresh = new Watch(before, clock.instant());
        if (watched.size() >= MAX_WATCHED) {
            return fresh.seen(clock.instant());
        }
        Watch other = watched.putIfAbsent(accountKey, fresh);
        return (other == null ? fresh : other).seen(clock.instant());
    }

    /** How far back a chart goes. */
    static Duration shown() {
        return EVERY.multipliedBy(MAX_SAMPLES);
    }

    /** Takes one sample of the accounts that are looked at. */
    synchronized void sample() {
        Instant gone = clock.instant().minus(LOOKED_AT);
        watched.values().removeIf(watch -> watch.lookedAt.isBefore(gone));
        if (watched.isEmpty()) {
            return;
        }
        Set<String> accounts = Set.copyOf(watched.keySet());
        Map<String, List<AccountTraffic>> answers = nodes.traffic(accounts);
        if (answers.isEmpty()) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Map<String, Map<String, AccountTraffic>> byAccount = new HashMap<>();
        accounts.forEach(account -> byAccount.put(account, new HashMap<>()));
        answers.forEach((server, counted) -> counted.forEach(traffic -> byAccount
                .computeIfAbsent(traffic.accountKey(), key -> new HashMap<>())
                .put(server, traffic)));
        byAccount.forEach((account, byServer) -> {
            Watch watch = watched.get(account);
            if (watch != null) {
                watch.add(new Counters(now, byServer));
            }
        });
    }

    /** The samples of one account. */
    private static final class Watch {

        private final Deque<TrafficSample> samples;
        private @Nullable Counters last;
        private Traffic traffic;
        private volatile Instant lookedAt;

        Watch(List<TrafficSample> before, Instant now) {
            samples = new ArrayDeque<>(before);
            traffic = Traffic.of(before);
            lookedAt = now;
        }

        synchronized Traffic seen(Instant now) {
            lookedAt = now;
            return traffic;
        }

        synchronized void add(Counters counters) {
            if (last != null) {
                samples.addLast(counters.sample(last));
            }
            while (samples.size() > MAX_SAMPLES) {
                samples.removeFirst();
            }
            traffic = counters.after(last, List.copyOf(samples));
            last = counters;
        }
    }
}
