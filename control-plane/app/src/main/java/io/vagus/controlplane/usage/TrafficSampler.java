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
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Asks the nodes every two seconds what they counted and remembers the last four minutes of each account. Nothing is stored. */
@ApplicationScoped
public class TrafficSampler {

    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final int MAX_SAMPLES = 120;

    /** Accounts beyond that many have no live traffic. */
    private static final int MAX_ACCOUNTS = 20_000;

    private final Map<String, History> accounts = new ConcurrentHashMap<>();
    private final Nodes nodes;
    private final InstantSource clock;
    private volatile @Nullable Instant sampledAt;

    TrafficSampler(Nodes nodes, InstantSource clock) {
        this.nodes = nodes;
        this.clock = clock;
    }

    void start(@Observes Background background) {
        background.every(EVERY, "sample the traffic", this::sample);
    }

    /** What is known of an account's traffic. */
    public Traffic of(String accountKey) {
        History history = accounts.get(accountKey);
        return history == null ? Traffic.none(sampledAt) : history.traffic();
    }

    /** Takes one sample of all accounts. Servers leave out accounts that nobody uses: those stand still. */
    synchronized void sample() {
        Map<String, List<AccountTraffic>> answers = nodes.traffic();
        if (answers.isEmpty()) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        sampledAt = now;
        Map<String, Map<String, AccountTraffic>> byAccount = new HashMap<>();
        answers.forEach((server, counted) -> counted.forEach(traffic -> byAccount
                .computeIfAbsent(traffic.accountKey(), key -> new HashMap<>())
                .put(server, traffic)));
        byAccount.forEach((account, byServer) -> history(account, new Counters(now, byServer)));
        accounts.forEach((account, history) -> {
            if (!byAccount.containsKey(account)) {
                history.still(now);
            }
        });
        accounts.values().removeIf(History::forgotten);
    }

    private void history(String account, Counters counters) {
        if (accounts.size() < MAX_ACCOUNTS || accounts.containsKey(account)) {
            accounts.computeIfAbsent(account, key -> new History()).add(counters);
        }
    }

    /** The samples of one account. */
    private static final class History {

        private final Deque<TrafficSample> samples = new ArrayDeque<>();
        private @Nullable Counters last;
        private Traffic traffic = Traffic.none(null);
        private int silent;

        synchronized void add(Counters counters) {
            silent = 0;
            remember(counters.sample(last));
            traffic = counters.after(last, List.copyOf(samples));
            last = counters;
        }

        /** No server has a connection of the account: its totals stay, everything else is zero. */
        synchronized void still(Instant now) {
            silent++;
            remember(new TrafficSample(now, 0, 0, 0, 0, 0));
            traffic = new Traffic(now, 0, 0, traffic.in().still(), traffic.out().still(), List.copyOf(samples));
        }

        synchronized boolean forgotten() {
            return silent > MAX_SAMPLES;
        }

        synchronized Traffic traffic() {
            return traffic;
        }

        private void remember(TrafficSample sample) {
            samples.addLast(sample);
            if (samples.size() > MAX_SAMPLES) {
                samples.removeFirst();
            }
        }
    }
}
