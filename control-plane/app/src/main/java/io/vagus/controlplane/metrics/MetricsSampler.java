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
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the nodes every ten seconds what they counted and stores what each account, user and stream did since. One replica holds this job, since
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

    /** Accounts on one page of a server's answer, and the most pages read of it. */
    private static final int PAGE = 1024;

    private static final int MAX_PAGES = 100;

    private final Nodes nodes;
    private final Database database;
    private final Rounds rounds;
    private final Samples samples;
    private final UserSampler users;
    private final InstantSource clock;
    private @Nullable ServerCounters before;
    private Instant beforeAt = Instant.EPOCH;

    MetricsSampler(
            Nodes nodes, Database database, Rounds rounds, Samples samples, UserSampler users, InstantSource clock) {
        this.nodes = nodes;
        this.database = database;
        this.rounds = rounds;
        this.samples = samples;
        this.users = users;
        this.clock = clock;
    }

    void start(@Observes Background background) {
        background.every(EVERY, "sample the metrics", this::sample);
        background.every(ROLL_EVERY, "roll the metrics up", this::roll);
    }

    /** Takes one sample of all accounts. */
    public synchronized void sample() {
        if (!database.await(this::hold)) {
            forget();
            return;
        }
        Map<String, JsonNode> traffic = nodes.ask("$SYS.REQ.ACCOUNT.PING.STATZ", "");
        if (traffic.isEmpty()) {
            forget();
            return;
        }
        ServerCounters now = new ServerCounters();
        traffic.forEach(now::traffic);
        jetStream(now);
        Instant at = clock.instant();
        List<UserReading> byUser = users.sample(at);
        ServerCounters last = before;
        double seconds = Duration.between(beforeAt, at).toMillis() / 1000.0;
        before = now;
        beforeAt = at;
        if (last == null || seconds <= 0) {
            return;
        }
        Readings readings = Readings.between(last, now, seconds, byUser);
        database.await(work -> hold(work)
                .flatMap(still ->
                        still ? samples.store(work, readings) : Uni.createFrom().voidItem()));
    }

    private void forget() {
        before = null;
        users.forget();
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
}
