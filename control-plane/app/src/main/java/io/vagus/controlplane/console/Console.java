package io.vagus.controlplane.console;

import io.vagus.controlplane.console.Drift.DriftReport;
import io.vagus.controlplane.console.OperatorKeys.KeyState;
import io.vagus.controlplane.console.OperatorKeys.StepRecord;
import io.vagus.controlplane.console.store.ConsoleRows;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an operator of the service does, each act recorded. Who calls here has passed the {@link OperatorGate}. */
@ApplicationScoped
public class Console {

    private final Database database;
    private final Fleet fleet;
    private final Drift drift;
    private final OperatorKeys keys;
    private final ConsoleRows rows;

    Console(Database database, Fleet fleet, Drift drift, OperatorKeys keys, ConsoleRows rows) {
        this.database = database;
        this.fleet = fleet;
        this.drift = drift;
        this.keys = keys;
        this.rows = rows;
    }

    /** How many were asked or are given again. */
    public record Count(long count) {}

    public Page<Tenant> tenants(@Nullable String search, PageQuery query) {
        return Page.of(
                query,
                database.await(work -> rows.tenants(work, search == null ? "" : search.strip(), query)),
                tenant -> new Cursor(tenant.name(), tenant.id()),
                Function.identity());
    }

    public Page<OperatorAction> actions(PageQuery query) {
        return Page.of(
                query,
                database.await(work -> rows.actions(work, query)),
                action -> new Cursor("", action.id()),
                Function.identity());
    }

    public Count evacuate(Caller caller, String nodeId) {
        Count asked = new Count(fleet.evacuate(nodeId));
        record(caller, "node.evacuate", "node:" + nodeId, asked.count() + " clients asked to leave");
        return asked;
    }

    public void reload(Caller caller, String nodeId) {
        fleet.reload(nodeId);
        record(caller, "node.reload", "node:" + nodeId, "");
    }

    public DriftReport drift() {
        return drift.report();
    }

    public Count resync(Caller caller, @Nullable UUID accountId) {
        record(caller, "drift.resync", accountId == null ? "accounts:all" : "account:" + accountId, "asked for");
        return new Count(drift.resync(accountId));
    }

    public KeyState announce(Caller caller) {
        keys.announce(recorded(caller, "operator-key.announce"));
        return keys.state();
    }

    public KeyState sign(Caller caller) {
        keys.sign(recorded(caller, "operator-key.sign"));
        return keys.state();
    }

    public KeyState withdraw(Caller caller) {
        keys.withdraw(recorded(caller, "operator-key.withdraw"));
        return keys.state();
    }

    private StepRecord recorded(Caller caller, String action) {
        return (work, made) -> rows.record(
                work, caller.email(), action, "operator:" + made.operator(), "signing key " + made.signing());
    }

    private void record(Caller caller, String action, String target, String detail) {
        database.await(work -> rows.record(work, caller.email(), action, target, detail));
    }
}
