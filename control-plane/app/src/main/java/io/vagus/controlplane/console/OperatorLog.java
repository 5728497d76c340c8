package io.vagus.controlplane.console;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.console.store.ConsoleRows;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;

/** The record of what operators of the service did, for what is no part of the console itself. */
@ApplicationScoped
public class OperatorLog {

    private final ConsoleRows rows;

    OperatorLog(ConsoleRows rows) {
        this.rows = rows;
    }

    /** Records it in the unit of work that does it. */
    public Uni<Void> done(UnitOfWork work, Caller caller, String action, String target, String detail) {
        return rows.record(work, caller.email(), action, target, detail);
    }

    /** Records what the service does by itself, at a time that somebody set before. */
    public Uni<Void> doneBySystem(UnitOfWork work, String action, String target, String detail) {
        return rows.record(work, "system", action, target, detail);
    }
}
