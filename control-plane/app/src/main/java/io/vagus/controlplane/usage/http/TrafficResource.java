package io.vagus.controlplane.usage.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.usage.Traffic;
import io.vagus.controlplane.usage.TrafficSampler;
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
    private final TrafficSampler sampler;

    TrafficResource(Database database, CurrentCaller current, AccountGate gate, TrafficSampler sampler) {
        this.database = database;
        this.current = current;
        this.gate = gate;
        this.sampler = sampler;
    }

    @GET
    public Uni<Traffic> getTraffic(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> gate.enter(
                        work, caller, accountId, Right.VIEW, Action.of("traffic.read", "account", accountId)))
                .map(account -> sampler.of(account.publicKey()));
    }
}
