package io.vagus.controlplane.console;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.console.store.ConsoleRows;
import io.vagus.controlplane.operator.KeyRotation;
import io.vagus.controlplane.operator.KeyRotation.Keys;
import io.vagus.controlplane.outbox.Outbox;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.Jwt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operator's signing key is replaced in three steps, none of which a client notices: a new key is announced and nodes are
 * restarted one at a time to trust it; then everything is signed with it; when nothing is left of the old one it is withdrawn,
 * and nodes are restarted once more to forget it. Nodes read the operator from their configuration at their start alone, so
 * the restarts are the operator's to do.
 *
 * <p>Each step is one transaction with its record. What follows from it (files, signing all accounts anew) is done at once, and
 * by a job that goes on with it when the process that made the step is gone, or another signed with the key before.
 */
@ApplicationScoped
public class OperatorKeys {

    private static final int AT_ONCE = 1_000;
    private static final Duration SETTLED = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(15);

    private final Database database;
    private final KeyRotation rotation;
    private final Fleet fleet;
    private final Outbox outbox;
    private final ConsoleRows rows;

    OperatorKeys(Database database, KeyRotation rotation, Fleet fleet, Outbox outbox, ConsoleRows rows) {
        this.database = database;
        this.rotation = rotation;
        this.fleet = fleet;
        this.outbox = outbox;
        this.rows = rows;
    }

    void start(@Observes Background background) {
        background.every(LOOK_EVERY, "sign with the operator's new key", this::signWhatIsLeft);
    }

    /** Writes down, in the transaction of a step, that it was made. */
    interface StepRecord {
        Uni<Void> write(UnitOfWork work, Keys made);
    }

    /** How far a rotation is. */
    public enum Step {
        @JsonProperty("idle")
        IDLE,
        /** The new key is in the operator's token; nodes have to be restarted to trust it. */
        @JsonProperty("announced")
        ANNOUNCED,
        /** Everything is being signed with the new key; the old one is still trusted. */
        @JsonProperty("signing")
        SIGNING
    }

    /**
     * The keys and what comes next.
     *
     * @param nodesToRestart names of nodes that started before the new key was announced
     * @param accountsLeft accounts whose token another key than the current one signed
     */
    public record KeyState(
            Step step,
            String operatorKey,
            String signingKey,
            @Nullable String nextSigningKey,
            @Nullable String oldSigningKey,
            @Nullable Instant since,
            List<String> nodesToRestart,
            long accountsLeft,
            String nextStep) {}

    public KeyState state() {
        Keys keys = database.await(rotation::keys);
        if (keys.next() != null) {
            List<String> old = nodesBefore(keys.since());
            return state(
                    Step.ANNOUNCED,
                    keys,
                    old,
                    0,
                    old.isEmpty()
                            ? "Every node was started since and trusts the new key: sign with it."
                            : "Restart these nodes one at a time; they read the new operator.conf when they start.");
        }
        if (keys.old() != null) {
            long left = left(keys.signing());
            return state(
                    Step.SIGNING,
                    keys,
                    List.of(),
                    left,
                    left > 0
                            ? "Wait until every account is signed with the new key."
                            : "Withdraw the old key, then restart the nodes one at a time to make them forget it.");
        }
        return state(Step.IDLE, keys, List.of(), 0, "Announce a new key to begin a rotation.");
    }

    void announce(StepRecord record) {
        step(rotation::announce, record);
    }

    private void step(Function<UnitOfWork, Uni<Void>> step, StepRecord record) {
        database.await(
                work -> step.apply(work).chain(() -> rotation.keys(work)).chain(made -> record.write(work, made)));
        rotation.follow();
    }

    void sign(StepRecord record) {
        Keys keys = database.await(rotation::keys);
        if (keys.next() == null) {
            throw ProblemException.conflict("No new key is announced.");
        }
        List<String> old = nodesBefore(keys.since());
        if (!old.isEmpty()) {
            throw ProblemException.conflict(
                    "These nodes were started before the new key was announced and do not trust it: "
                            + String.join(", ", old) + ".");
        }
        if (fleet.nodes().isEmpty()) {
            throw ProblemException.unavailable("No node answers: nobody knows whether they trust the new key.");
        }
        step(rotation::promote, record);
        signWhatIsLeft();
    }

    void withdraw(StepRecord record) {
        Keys keys = database.await(rotation::keys);
        if (keys.old() == null) {
            throw ProblemException.conflict("No old key is left to withdraw.");
        }
        database.await(work -> requireSettled(work, keys.since()));
        long left = left(keys.signing());
        if (left > 0) {
            throw ProblemException.conflict(left + " accounts are still signed with the old key.");
        }
        step(rotation::withdraw, record);
    }

    /** Has accounts whose token another key signed delivered again, while a rotation is at that. */
    void signWhatIsLeft() {
        Keys keys = database.await(rotation::keys);
        if (keys.old() == null) {
            return;
        }
        rotation.follow();
        eachPart(keys.signing(), left -> database.await(work -> outbox.renew(work, left)));
    }

    /** Another replica may sign with the old key for a moment after the new one took over. */
    private static Uni<Boolean> requireSettled(UnitOfWork work, @Nullable Instant since) {
        if (since != null && work.now().isBefore(since.plus(SETTLED))) {
            throw ProblemException.conflict("Wait a minute after the new key took over.");
        }
        return Uni.createFrom().item(true);
    }

    private List<String> nodesBefore(@Nullable Instant announced) {
        return fleet.nodes().stream()
                .filter(node -> announced == null
                        || node.startedAt() == null
                        || node.startedAt().isBefore(announced))
                .map(Node::name)
                .toList();
    }

    private long left(String signingKey) {
        long[] left = new long[1];
        eachPart(signingKey, part -> left[0] += part.size());
        return left[0];
    }

    /** Tells of the accounts whose token another key than this one signed, part by part. */
    private void eachPart(String signingKey, Consumer<List<String>> accounts) {
        String after = "";
        List<String> part;
        do {
            String from = after;
            part = database.await(work -> rows.pushedTokens(work, from, AT_ONCE));
            List<String> others = new ArrayList<>();
            for (String each : part) {
                int space = each.indexOf(' ');
                after = each.substring(0, space);
                String jwt = each.substring(space + 1);
                if (jwt.isEmpty()
                        || !Jwt.decode(jwt, AccountClaims.class).issuer().equals(signingKey)) {
                    others.add(after);
                }
            }
            if (!others.isEmpty()) {
                accounts.accept(others);
            }
        } while (part.size() == AT_ONCE);
    }

    private static KeyState state(Step step, Keys keys, List<String> nodes, long left, String next) {
        return new KeyState(
                step, keys.operator(), keys.signing(), keys.next(), keys.old(), keys.since(), nodes, left, next);
    }
}
