package io.vagus.controlplane.accounts.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.Allocations;
import io.vagus.controlplane.accounts.TeamQuotas;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Database;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;

/** The operation on what a team's plan gives it. */
@Path("/api/v1/teams/{teamId}/quotas")
@Authenticated
public class TeamQuotasResource {

    private final Database database;
    private final CurrentCaller current;
    private final Allocations allocations;

    TeamQuotasResource(Database database, CurrentCaller current, Allocations allocations) {
        this.database = database;
        this.current = current;
        this.allocations = allocations;
    }

    @GET
    public Uni<TeamQuotas> getTeamQuotas(@PathParam("teamId") UUID teamId) {
        Caller caller = current.get();
        return database.inTransaction(work -> allocations.get(work, caller, teamId));
    }
}
