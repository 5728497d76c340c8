package io.vagus.controlplane.alerts;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.alerts.AlertEvent.EventKind;
import io.vagus.controlplane.alerts.AlertRule.Comparison;
import io.vagus.controlplane.alerts.AlertRule.State;
import io.vagus.controlplane.alerts.store.AlertRows;
import io.vagus.controlplane.alerts.store.AlertRows.Watched;
import io.vagus.controlplane.alerts.store.AlertRuleRow;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.JsonText;
import io.vagus.controlplane.platform.Rounds;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every rule every ten seconds and moves it between its states: ok, pending while it is beyond its threshold for less
 * than its hold, firing after. One replica does a round. While nothing was sampled nobody knows anything, and rules stay.
 *
 * <p>Most rules stay as they are: those of a part are judged by one question and written by one statement. One that is to move
 * is judged again in a transaction of its own.
 */
@ApplicationScoped
public class AlertEvaluator {

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration NEARLY = Duration.ofSeconds(9);
    private static final Duration FRESH = Duration.ofSeconds(45);
    private static final Duration KEPT = Duration.ofDays(90);
    private static final int AT_ONCE = 500;

    private final Database database;
    private final Rounds rounds;
    private final AlertRows rows;
    private final Alerts alerts;
    private final AlertChannels channels;
    private final Accounts accounts;
    private final InstantSource clock;

    AlertEvaluator(
            Database database,
            Rounds rounds,
            AlertRows rows,
            Alerts alerts,
            AlertChannels channels,
            Accounts accounts,
            InstantSource clock) {
        this.database = database;
        this.rounds = rounds;
        this.rows = rows;
        this.alerts = alerts;
        this.channels = channels;
        this.accounts = accounts;
        this.clock = clock;
    }

    void start(@Observes Background background) {
        background.every(EVERY, "look at the alerts", this::evaluate);
        background.every(
                Duration.ofHours(1),
                "forget old alert events",
                () -> database.await(work -> rows.forgetEvents(work, work.now().minus(KEPT))));
    }

    /** One round, when it is this replica's. */
    public void evaluate() {
        boolean ours = database.await(work -> rounds.take(work, "alerts", NEARLY)
                .flatMap(taken -> taken
                        ? rows.sampledSince(work, work.now().minus(FRESH))
                        : Uni.createFrom().item(false)));
        UUID after = new UUID(0, 0);
        List<Watched> part = List.of();
        do {
            if (!ours) {
                return;
            }
            UUID from = after;
            part = database.await(work -> rows.enabled(work, from, work.now().minus(FRESH), AT_ONCE));
            Set<UUID> owners = part.stream().map(each -> each.rule().accountId).collect(Collectors.toSet());
            Map<UUID, Account> known = database.await(work -> accounts.find(work, owners));
            List<Seen> seen = new ArrayList<>();
            for (Watched each : part) {
                AlertRuleRow rule = each.rule();
                Account account = known.get(rule.accountId);
                double value = each.newest() == null ? 0 : each.newest();
                if (account == null || after(rule, isBeyond(account, rule, value), clock.instant()) != state(rule)) {
                    database.await(work -> look(work, rule.accountId, rule.id));
                } else if (rule.value == null || rule.value != value) {
                    seen.add(new Seen(rule.id, rule.state, value));
                }
                after = rule.id;
            }
            if (!seen.isEmpty()) {
                database.await(work -> rows.seen(work, JsonText.write(seen)));
            }
        } while (part.size() == AT_ONCE);
    }

    /** What was seen of a rule that stays in that state. */
    record Seen(UUID id, String state, double value) {}

    /** Each rule in a transaction of its own, under its account's lock: a change of the rule meanwhile waits or wins. */
    private Uni<Void> look(UnitOfWork work, UUID accountId, UUID ruleId) {
        return accounts.hold(work, accountId)
                .chain(() -> rows.find(work, AlertRuleRow.class, accountId, ruleId))
                .flatMap(rule -> rule == null || !rule.enabled
                        ? Uni.createFrom().voidItem()
                        : accounts.find(work, accountId)
                                .flatMap(account ->
                                        account == null ? Uni.createFrom().voidItem() : look(work, account, rule)));
    }

    private Uni<Void> look(UnitOfWork work, Account account, AlertRuleRow rule) {
        AlertMetric metric = AlertTexts.metric(rule.metric);
        Double bound = bound(account, rule, metric);
        Instant since = work.now().minus(FRESH);
        Uni<Double> newest = rule.stream != null && rule.consumer != null
                ? rows.newestLag(work, rule.accountId, rule.stream, rule.consumer, since)
                : rows.newest(work, rule.accountId, rule.metric, since);
        return newest.flatMap(found -> {
            double value = found == null ? 0 : found; // An account that nobody uses is in no sample.
            return move(work, account, rule, metric, value, bound);
        });
    }

    private static boolean isBeyond(Account account, AlertRuleRow rule, double value) {
        Double bound = bound(account, rule, AlertTexts.metric(rule.metric));
        return bound != null
                && (AlertTexts.constant(Comparison.class, rule.comparison) == Comparison.ABOVE
                        ? value > bound
                        : value < bound);
    }

    private static State state(AlertRuleRow rule) {
        return AlertTexts.constant(State.class, rule.state);
    }

    private static State after(AlertRuleRow rule, boolean beyond, Instant now) {
        State before = state(rule);
        if (!beyond) {
            return State.OK;
        }
        boolean held = before == State.PENDING && !now.isBefore(rule.stateSince.plusSeconds(rule.holdSeconds));
        return before == State.FIRING || rule.holdSeconds == 0 || held ? State.FIRING : State.PENDING;
    }

    private static @Nullable Double bound(Account account, AlertRuleRow rule, AlertMetric metric) {
        if (rule.limitFraction == null) {
            return rule.threshold;
        }
        Long limit = metric.limit(account.limits());
        return limit == null ? null : limit * rule.limitFraction;
    }

    private Uni<Void> move(
            UnitOfWork work,
            Account account,
            AlertRuleRow rule,
            AlertMetric metric,
            double value,
            @Nullable Double bound) {
        State before = state(rule);
        State after = after(rule, isBeyond(account, rule, value), work.now());
        rule.value = value;
        if (after == before) {
            return work.session().update(rule);
        }
        rule.state = AlertTexts.word(after);
        rule.stateSince = work.now();
        if (after != State.FIRING) {
            rule.acknowledgedAt = null;
            rule.acknowledgedBy = null;
        }
        Uni<Void> moved = work.session().update(rule);
        if (after == State.FIRING) {
            return moved.chain(() -> tell(work, account, rule, EventKind.FIRING, summary(rule, metric, value, bound)));
        }
        return before == State.FIRING
                ? moved.chain(() -> tell(work, account, rule, EventKind.RESOLVED, summary(rule, metric, value, bound)))
                : moved;
    }

    private Uni<Void> tell(UnitOfWork work, Account account, AlertRuleRow rule, EventKind kind, String summary) {
        AlertNotice notice =
                AlertNotice.of("alert." + AlertTexts.word(kind), account.name(), rule, work.now(), summary);
        Uni<Void> told = alerts.record(work, rule, kind, summary);
        for (UUID channel : AlertTexts.ids(rule.channels)) {
            told = told.chain(() -> rows.countChannels(work, rule.accountId, Set.of(channel))
                    .flatMap(there -> there == 0
                            ? Uni.createFrom().voidItem()
                            : channels.notice(work, rule.accountId, channel, notice)));
        }
        return told;
    }

    private static String summary(AlertRuleRow rule, AlertMetric metric, double value, @Nullable Double bound) {
        String what = rule.consumer == null
                ? metric.words()
                : "messages waiting for consumer " + rule.consumer + " of " + rule.stream;
        return String.format(
                Locale.ROOT, "%s: %.0f %s, threshold %s %.0f", rule.name, value, what, rule.comparison, or(bound));
    }

    private static double or(@Nullable Double bound) {
        return bound == null ? 0 : bound;
    }
}
