package io.vagus.controlplane.provisioning;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.AccountEvent.Outcome;
import io.vagus.controlplane.accounts.AccountState;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.accounts.PushReport;
import io.vagus.controlplane.outbox.Delivery;
import io.vagus.controlplane.outbox.Outbox;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.provisioning.AccountTokens.Push;
import io.vagus.controlplane.telemetry.Tracing;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Empties the outbox: claims what is due, brings it to the nodes, says on the account how that went. Woken by each commit,
 * and by the clock for what others left behind. No transaction is open while nodes are asked.
 */
@ApplicationScoped
class Dispatcher {

    private static final Logger LOG = Logger.getLogger(Dispatcher.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int AT_ONCE = 16;

    /** How long nodes may be out of reach before an account that waits for them is called degraded. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** While no node can be reached; when one can be again, everything is due at once. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final int MAX_RETRY_DOUBLINGS = 5;

    /** What of a claim has to be left for a push to begin: more than the questions and answers of one may take. */
    private static final Duration PUSH_TIME = Duration.ofSeconds(14);

    private final AtomicInteger wishes = new AtomicInteger();
    private final Database database;
    private final Outbox outbox;
    private final AccountTokens tokens;
    private final Courier courier;
    private final Accounts accounts;
    private final Nodes nodes;
    private final Steps steps;
    private final Tracing tracing;
    private final InstantSource clock;

    Dispatcher(
            Database database,
            Outbox outbox,
            AccountTokens tokens,
            Courier courier,
            Accounts accounts,
            Nodes nodes,
            Steps steps,
            Tracing tracing,
            InstantSource clock) {
        this.database = database;
        this.outbox = outbox;
        this.tokens = tokens;
        this.courier = courier;
        this.accounts = accounts;
        this.nodes = nodes;
        this.steps = steps;
        this.tracing = tracing;
        this.clock = clock;
    }

    void start(@Observes Background background) {
        outbox.listen(() -> wake(background));
        nodes.onReachable(() -> database.await(outbox::hasten));
        background.every(LOOK_EVERY, "look into the outbox", () -> wake(background));
    }

    /** However many wake it, one thread works; a wish that comes meanwhile makes it look once more. */
    private void wake(Background background) {
        if (wishes.getAndIncrement() == 0) {
            background.run("empty the outbox", this::work);
        }
    }

    private void work() {
        int seen = wishes.get();
        try {
            while (dispatch() > 0 || !wishes.compareAndSet(seen, 0)) {
                seen = wishes.get();
            }
        } catch (RuntimeException e) {
            wishes.set(0);
            throw e;
        }
    }

    /** One round: claims and delivers up to {@value #AT_ONCE} accounts at once. Returns how many there were. */
    int dispatch() {
        List<Delivery> due = database.await(work -> outbox.claim(work, AT_ONCE));
        if (!due.isEmpty()) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                threads.invokeAll(due.stream()
                        .<Callable<Boolean>>map(delivery -> () -> tracing.continued(
                                delivery.trace(),
                                "push account",
                                () -> deliver(delivery),
                                "vagus.account",
                                delivery.accountKey()))
                        .toList());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return due.size();
    }

    /** Whether it came to an end that is written down. */
    private boolean deliver(Delivery delivery) {
        try {
            steps.reached(Steps.Step.CLAIMED, delivery.accountKey());
            String again = delivery.again();
            Push push =
                    again == null ? database.await(work -> tokens.push(work, delivery)) : new Push(again, false, null);
            steps.reached(Steps.Step.SIGNED, delivery.accountKey());
            if (clock.instant().isAfter(delivery.until().minus(PUSH_TIME))) {
                return false; // The claim may pass to another before we are done: leave it to them.
            }
            Delivered outcome = courier.deliver(delivery.accountKey(), push);
            steps.reached(Steps.Step.VERIFIED, delivery.accountKey());
            if (again != null && outcome instanceof Delivered.Everywhere) {
                database.await(work -> outbox.settle(work, delivery, again)); // Nothing else is new.
            } else {
                database.await(work ->
                        accounts.hold(work, delivery.accountId()).chain(() -> record(work, delivery, push, outcome)));
            }
            steps.reached(Steps.Step.RECORDED, delivery.accountKey());
        } catch (RuntimeException e) {
            LOG.warnf("Account %s stays in the outbox: %s", delivery.accountKey(), e.getMessage());
            Tracing.failed("stays in the outbox");
            return false;
        }
        return true;
    }

    private Uni<Void> record(UnitOfWork work, Delivery delivery, Push push, Delivered outcome) {
        return switch (outcome) {
            case Delivered.Everywhere everywhere ->
                outbox.settle(work, delivery, push.jwt())
                        .flatMap(last ->
                                told(work, delivery, outcome, Outcome.APPLIED, last ? push.arrived() : null, null));
            case Delivered.Unreachable unreachable -> {
                boolean patient = work.now().isBefore(delivery.changedAt().plus(PATIENCE));
                yield retry(
                        work, delivery, LOOK_AGAIN, outcome, Outcome.UNREACHABLE, !patient, "no node can be reached");
            }
            case Delivered.Failed failed -> {
                LOG.warnf("Account %s is not everywhere yet: %s", delivery.accountKey(), failed.reason());
                yield retry(work, delivery, pause(delivery.attempt()), outcome, Outcome.FAILED, true, failed.reason());
            }
        };
    }

    private Uni<Void> retry(
            UnitOfWork work,
            Delivery delivery,
            Duration pause,
            Delivered outcome,
            Outcome word,
            boolean degraded,
            String reason) {
        return outbox.retry(work, delivery, work.now().plus(pause))
                .flatMap(last ->
                        told(work, delivery, outcome, word, last && degraded ? AccountState.DEGRADED : null, reason));
    }

    private Uni<Void> told(
            UnitOfWork work,
            Delivery delivery,
            Delivered outcome,
            Outcome word,
            @Nullable AccountState state,
            @Nullable String reason) {
        return accounts.pushed(work, delivery.accountId(), new PushReport(word, state, reason, outcome.nodes()));
    }

    private static Duration pause(int attempt) {
        return FIRST_RETRY.multipliedBy(1L << Math.min(attempt - 1, MAX_RETRY_DOUBLINGS));
    }
}
