package io.vagus.controlplane.usage.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.usage.LiveTraffic;
import io.vagus.controlplane.usage.Traffic;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;

/** The traffic operation. */
@Path("/api/v1/accounts/{accountId}/traffic")
@Authenticated
public class TrafficResource {

    private final Database database;
    private final CurrentCaller current;
    private final AccountGate gate;
    private final LiveTraffic traffic;

    TrafficResource(Database database, CurrentCaller current, AccountGate gate, LiveTraffic traffic) {
        this.database = database;
        this.current = current;
        this.gate = gate;
        this.traffic = traffic;
    }

    @GET
    public Uni<Traffic> getTraffic(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(
                work -> gate.enter(work, caller, accountId, Right.VIEW, Action.of("traffic.read", "account", accountId))
                        .flatMap(account -> traffic.of(work, account)));
    }
}
