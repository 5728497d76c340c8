package io.vagus.controlplane.accounts;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.store.AccountEventRow;
import io.vagus.controlplane.accounts.store.AccountEventRows;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.JsonText;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.UUID;

/** What happened to each account: who changed what, and what came of every push. The latest {@value #KEPT} of each are kept. */
@ApplicationScoped
public class AccountHistory {

    /** How many events of an account are kept. */
    public static final int KEPT = 200;

    private final AccountEventRows rows;
    private final AccountGate gate;

    AccountHistory(AccountEventRows rows, AccountGate gate) {
        this.rows = rows;
        this.gate = gate;
    }

    public Uni<Page<AccountEvent>> page(UnitOfWork work, Caller caller, UUID accountId, PageQuery query) {
        return gate.enter(work, caller, accountId, Right.VIEW, Action.of("account.history", "account", accountId))
                .chain(() -> rows.page(work, accountId, query))
                .map(found -> Page.of(query, found, row -> new Cursor("", row.id), AccountHistory::event));
    }

    Uni<Void> changed(UnitOfWork work, UUID accountId, String actor, String summary) {
        AccountEventRow row = row(work, accountId, AccountEvent.Kind.CHANGE, summary);
        row.actor = actor;
        return insert(work, row);
    }

    /** A push that ends as the one before it is counted there: a node that stays away does not fill the history. */
    Uni<Void> pushed(UnitOfWork work, UUID accountId, PushReport report) {
        AccountEventRow row = row(
                work,
                accountId,
                AccountEvent.Kind.PUSH,
                report.reason() == null ? "every node has it" : report.reason());
        String outcome = report.outcome().name().toLowerCase(Locale.ROOT);
        row.outcome = outcome;
        row.nodes = JsonText.write(report.nodes());
        return rows.latest(work, accountId).flatMap(latest -> {
            boolean same = latest != null
                    && latest.kind.equals(row.kind)
                    && outcome.equals(latest.outcome)
                    && latest.summary.equals(row.summary);
            return same ? rows.again(work, latest.id) : insert(work, row);
        });
    }

    private Uni<Void> insert(UnitOfWork work, AccountEventRow row) {
        return work.session().insert(row).chain(() -> rows.forget(work, row.accountId, KEPT));
    }

    private static AccountEventRow row(UnitOfWork work, UUID accountId, AccountEvent.Kind kind, String summary) {
        AccountEventRow row = new AccountEventRow();
        row.id = Ids.next(work.now());
        row.accountId = accountId;
        row.at = work.now();
        row.lastAt = work.now();
        row.kind = kind.name().toLowerCase(Locale.ROOT);
        row.summary = summary;
        row.nodes = "[]";
        row.times = 1;
        return row;
    }

    private static AccountEvent event(AccountEventRow row) {
        return new AccountEvent(
                row.id,
                row.at,
                row.lastAt,
                AccountEvent.Kind.valueOf(row.kind.toUpperCase(Locale.ROOT)),
                row.actor,
                row.summary,
                row.outcome == null ? null : AccountEvent.Outcome.valueOf(row.outcome.toUpperCase(Locale.ROOT)),
                JsonText.readList(row.nodes, NodeResult.class),
                row.times);
    }
}
