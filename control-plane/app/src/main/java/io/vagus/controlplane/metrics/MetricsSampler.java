package io.vagus.controlplane.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.metrics.store.Samples;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Rounds;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.provisioning.Nodes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the nodes every ten seconds what they counted and stores what each account did since. One replica holds this job, since
 * it counts from what it saw before, and only that one asks; when it is gone another takes over within {@link #LEASE}, and
 * stores from its second round on. Rolls the steps up and throws away what is too old.
 */
@ApplicationScoped
public class MetricsSampler {

    static final Duration EVERY = Duration.ofSeconds(10);

    /** Two rounds and the time that one may take. */
    private static final Duration LEASE = Duration.ofSeconds(25);

    private static final Duration ROLL_EVERY = Duration.ofMinutes(1);

    /** An hour is made of minutes so often: it is read by people who look at weeks. */
    private static final Duration HOURS_EVERY = Duration.ofMinutes(10);

    /** Of an account's consumers those are stored that most messages wait for. */
    private static final int MAX_CONSUMERS_OF_ACCOUNT = 50;

    private static final int MAX_CONSUMERS = 20_000;

    /** Accounts on one page of a server's answer, and the most pages read of it. */
    private static final int PAGE = 1024;

    private static final int MAX_PAGES = 100;

    private final Nodes nodes;
    private final Database database;
    private final Rounds rounds;
    private final Samples samples;
    private final InstantSource clock;
    private @Nullable ServerCounters before;
    private Instant beforeAt = Instant.EPOCH;

    MetricsSampler(Nodes nodes, Database database, Rounds rounds, Samples samples, InstantSource clock) {
        this.nodes = nodes;
        this.database = database;
        this.rounds = rounds;
        this.samples = samples;
        this.clock = clock;
    }

    void start(@Observes Background background) {
        background.every(EVERY, "sample the metrics", this::sample);
        background.every(ROLL_EVERY, "roll the metrics up", this::roll);
    }

    /** Takes one sample of all accounts. */
    public synchronized void sample() {
        if (!database.await(this::hold)) {
            before = null;
            return;
        }
        Map<String, JsonNode> traffic = nodes.ask("$SYS.REQ.ACCOUNT.PING.STATZ", "");
        if (traffic.isEmpty()) {
            before = null;
            return;
        }
        ServerCounters now = new ServerCounters();
        traffic.forEach(now::traffic);
        jetStream(now);
        Instant at = clock.instant();
        ServerCounters last = before;
        double seconds = Duration.between(beforeAt, at).toMillis() / 1000.0;
        before = now;
        beforeAt = at;
        if (last == null || seconds <= 0) {
            return;
        }
        List<AccountReading> readings = now.gauges().keySet().stream()
                .map(account -> reading(account, last, now, seconds))
                .toList();
        List<ConsumerReading> lags = lags(now);
        database.await(work -> hold(work)
                .flatMap(still -> still
                        ? samples.store(work, readings, lags)
                        : Uni.createFrom().voidItem()));
    }

    private Uni<Boolean> hold(UnitOfWork work) {
        return rounds.hold(work, "metrics.sample", LEASE);
    }

    /** Makes minutes of ten seconds and hours of minutes, and forgets. */
    public void roll() {
        round("metrics.roll", ROLL_EVERY.minusSeconds(5), samples::rollMinutes);
        round("metrics.roll-hours", HOURS_EVERY.minusSeconds(5), samples::rollHours);
    }

    private void round(String job, Duration pause, Function<UnitOfWork, Uni<Void>> round) {
        database.await(work -> rounds.take(work, job, pause)
                .flatMap(taken -> taken ? round.apply(work) : Uni.createFrom().voidItem()));
    }

    private void jetStream(ServerCounters now) {
        for (int page = 0; page < MAX_PAGES; page++) {
            Map<String, JsonNode> answers = nodes.ask(
                    "$SYS.REQ.SERVER.PING.JSZ",
                    "{\"accounts\":true,\"streams\":true,\"consumer\":true,\"offset\":%d,\"limit\":%d}"
                            .formatted(page * PAGE, PAGE));
            answers.forEach(now::jetStream);
            if (answers.values().stream()
                    .noneMatch(answer ->
                            answer.path("data").path("account_details").size() >= PAGE)) {
                return;
            }
        }
    }

    private static AccountReading reading(String account, ServerCounters last, ServerCounters now, double seconds) {
        double lag = now.consumers().getOrDefault(account, Map.of()).values().stream()
                .mapToDouble(ConsumerReading::pending)
                .max()
                .orElse(0);
        return new AccountReading(
                account,
                now.gauge(account, "connections"),
                now.gauge(account, "leafNodes"),
                now.gauge(account, "subscriptions"),
                now.growth(last, account, "inMessages") / seconds,
                now.growth(last, account, "outMessages") / seconds,
                now.growth(last, account, "inBytes") / seconds,
                now.growth(last, account, "outBytes") / seconds,
                now.growth(last, account, "slowConsumers"),
                now.gauge(account, "memoryBytes"),
                now.gauge(account, "diskBytes"),
                now.gauge(account, "streams"),
                now.gauge(account, "consumers"),
                now.growth(last, account, "apiRequests") / seconds,
                now.growth(last, account, "apiErrors"),
                lag);
    }

    private static List<ConsumerReading> lags(ServerCounters now) {
        List<ConsumerReading> all = new ArrayList<>();
        now.consumers()
                .values()
                .forEach(ofAccount -> ofAccount.values().stream()
                        .sorted(Comparator.comparingDouble(ConsumerReading::pending)
                                .reversed())
                        .limit(MAX_CONSUMERS_OF_ACCOUNT)
                        .forEach(all::add));
        return all.size() > MAX_CONSUMERS ? all.subList(0, MAX_CONSUMERS) : all;
    }
}
