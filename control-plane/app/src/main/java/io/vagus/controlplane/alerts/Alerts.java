package io.vagus.controlplane.alerts;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Account;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.alerts.AlertEvent.EventKind;
import io.vagus.controlplane.alerts.AlertRule.Comparison;
import io.vagus.controlplane.alerts.AlertRule.Severity;
import io.vagus.controlplane.alerts.AlertRule.State;
import io.vagus.controlplane.alerts.store.AlertEventRow;
import io.vagus.controlplane.alerts.store.AlertRows;
import io.vagus.controlplane.alerts.store.AlertRuleRow;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rules of accounts: made, changed, acknowledged, deleted, and what happened to them. */
@ApplicationScoped
public class Alerts {

    /** How many rules an account may have. */
    public static final int MAX_PER_ACCOUNT = 50;

    private final AlertRows rows;
    private final AccountGate gate;
    private final AuditLog audit;
    private final Preconditions preconditions;

    Alerts(AlertRows rows, AccountGate gate, AuditLog audit, Preconditions preconditions) {
        this.rows = rows;
        this.gate = gate;
        this.audit = audit;
        this.preconditions = preconditions;
    }

    public Uni<Page<AlertRule>> page(UnitOfWork work, Caller caller, UUID accountId, PageQuery query) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("alert.list", "account", accountId))
                .chain(() -> rows.page(work, AlertRuleRow.class, accountId, query))
                .map(found -> Page.of(query, found, row -> new Cursor("", row.id), AlertTexts::rule));
    }

    public Uni<Page<AlertEvent>> events(UnitOfWork work, Caller caller, UUID accountId, PageQuery query) {
        return gate.enter(work, caller, accountId, Right.READ, Action.of("alert.list", "account", accountId))
                .chain(() -> rows.events(work, accountId, query))
                .map(found -> Page.of(query, found, row -> new Cursor("", row.id), AlertTexts::event));
    }

    public Uni<AlertRule> create(UnitOfWork work, Caller caller, UUID accountId, AlertRuleRequest request) {
        return gate.enterToChange(
                        work, caller, accountId, Right.OPERATE, Action.of("alert.create", "account", accountId))
                .call(account -> rows.count(work, AlertRuleRow.class, accountId).invoke(Alerts::requireRoom))
                .flatMap(account -> {
                    AlertRuleRow row = new AlertRuleRow();
                    row.id = Ids.next(work.now());
                    row.accountId = accountId;
                    row.createdAt = work.now();
                    return write(work, row, request)
                            .chain(() -> named(work.session().insert(row)))
                            .chain(() -> done(work, caller, account, "alert.create", row))
                            .replaceWith(AlertTexts.rule(row));
                });
    }

    /** Replaces a rule; it starts anew from ok. */
    public Uni<AlertRule> update(
            UnitOfWork work, Caller caller, UUID accountId, UUID ruleId, AlertRuleRequest request) {
        return change(
                work,
                caller,
                accountId,
                ruleId,
                "alert.update",
                row -> write(work, row, request)
                        .chain(() -> named(work.session().update(row))));
    }

    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID accountId, UUID ruleId) {
        return change(
                        work,
                        caller,
                        accountId,
                        ruleId,
                        "alert.delete",
                        row -> work.session().delete(row))
                .replaceWithVoid();
    }

    /** Says that somebody looks after a rule that fires. */
    public Uni<AlertRule> acknowledge(UnitOfWork work, Caller caller, UUID accountId, UUID ruleId) {
        return change(work, caller, accountId, ruleId, "alert.acknowledge", row -> {
            if (!AlertTexts.word(State.FIRING).equals(row.state)) {
                throw ProblemException.conflict("The alert does not fire.");
            }
            row.acknowledgedAt = work.now();
            row.acknowledgedBy = caller.email();
            return work.session()
                    .update(row)
                    .chain(() -> record(work, row, EventKind.ACKNOWLEDGED, "by " + caller.email()));
        });
    }

    /** What an operation does to a row. */
    private interface Change {
        Uni<Void> apply(AlertRuleRow row);
    }

    private Uni<AlertRule> change(
            UnitOfWork work, Caller caller, UUID accountId, UUID ruleId, String action, Change change) {
        Action what = Action.of(action, "alert", ruleId);
        return gate.enterToChange(work, caller, accountId, Right.OPERATE, what)
                .flatMap(account -> rows.find(work, AlertRuleRow.class, accountId, ruleId)
                        .onItem()
                        .ifNull()
                        .failWith(ProblemException::notFound)
                        .invoke(row -> preconditions.require(AlertTexts.rule(row)))
                        .call(change::apply)
                        .call(row -> done(work, caller, account, action, row))
                        .map(AlertTexts::rule));
    }

    Uni<Void> record(UnitOfWork work, AlertRuleRow rule, EventKind kind, String detail) {
        AlertEventRow event = new AlertEventRow();
        event.id = Ids.next(work.now());
        event.accountId = rule.accountId;
        event.ruleId = rule.id;
        event.ruleName = rule.name;
        event.severity = rule.severity;
        event.at = work.now();
        event.kind = AlertTexts.word(kind);
        event.value = rule.value;
        event.detail = detail;
        return work.session().insert(event);
    }

    private Uni<Void> write(UnitOfWork work, AlertRuleRow row, AlertRuleRequest request) {
        require(request);
        List<UUID> channels = request.channels() == null ? List.of() : request.channels();
        row.name = request.name();
        row.metric = request.metric().column();
        row.stream = request.stream();
        row.consumer = request.consumer();
        row.comparison = AlertTexts.word(or(request.comparison(), Comparison.ABOVE));
        row.threshold = request.threshold();
        row.limitFraction = request.limitFraction();
        row.holdSeconds = request.holdSeconds() == null ? 0 : request.holdSeconds();
        row.severity = AlertTexts.word(or(request.severity(), Severity.WARNING));
        row.enabled = request.enabled() == null || request.enabled();
        row.channels = AlertTexts.ids(channels);
        row.state = AlertTexts.word(State.OK);
        row.stateSince = work.now();
        row.value = null;
        row.acknowledgedAt = null;
        row.acknowledgedBy = null;
        row.updatedAt = work.now();
        Set<UUID> wanted = new HashSet<>(channels);
        return rows.countChannels(work, row.accountId, wanted)
                .invoke(found -> {
                    if (found != wanted.size()) {
                        throw ProblemException.invalid("channels", "are not all channels of the account");
                    }
                })
                .replaceWithVoid();
    }

    private static void require(AlertRuleRequest request) {
        if ((request.threshold() == null) == (request.limitFraction() == null)) {
            throw ProblemException.invalid("threshold", "or limitFraction must be given, one of them");
        }
        Double fraction = request.limitFraction();
        if (fraction != null && !request.metric().isLimited()) {
            throw ProblemException.invalid("limitFraction", "cannot be used: this metric has no limit");
        }
        if (fraction != null && !(fraction > 0 && fraction <= 1)) {
            throw ProblemException.invalid("limitFraction", "must be above 0 and at most 1");
        }
        boolean one = request.stream() != null || request.consumer() != null;
        if (one && request.metric() != AlertMetric.CONSUMER_LAG) {
            throw ProblemException.invalid("stream", "goes with the metric consumerLag only");
        }
        if (one && (request.stream() == null || request.consumer() == null)) {
            throw ProblemException.invalid("consumer", "must be given together with its stream");
        }
    }

    private Uni<Void> done(UnitOfWork work, Caller caller, Account account, String action, AlertRuleRow row) {
        return audit.done(work, caller, account.teamId(), Action.of(action, "alert", row.id), "named " + row.name);
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static Uni<Void> named(Uni<Void> written) {
        return written.onFailure(failure -> Database.violates(failure, "alert_rule_name"))
                .transform(failure -> ProblemException.conflict("name", "is taken by another alert of the account"));
    }

    private static void requireRoom(long count) {
        if (count >= MAX_PER_ACCOUNT) {
            throw ProblemException.conflict("An account may have " + MAX_PER_ACCOUNT + " alerts.");
        }
    }
}
