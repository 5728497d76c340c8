package io.vagus.controlplane.provisioning;

import io.vagus.controlplane.accounts.Accounts;
import io.vagus.controlplane.outbox.Outbox;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.telemetry.Tracing;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;

/** A second dispatcher beside that of the service, as another replica has one. */
@ApplicationScoped
public class Replica {

    private final Dispatcher dispatcher;

    Replica(
            Database database,
            Outbox outbox,
            AccountTokens tokens,
            Courier courier,
            Accounts accounts,
            Nodes nodes,
            Steps steps,
            Tracing tracing,
            InstantSource clock) {
        dispatcher = new Dispatcher(database, outbox, tokens, courier, accounts, nodes, steps, tracing, clock);
    }

    /** One round. Returns how many accounts it brought to the nodes. */
    public int dispatch() {
        return dispatcher.dispatch();
    }
}
