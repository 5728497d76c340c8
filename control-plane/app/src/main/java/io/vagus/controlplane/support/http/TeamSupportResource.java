package io.vagus.controlplane.support.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.support.SupportAccess;
import io.vagus.controlplane.support.SupportAccesses;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;

/** Support access as the team sees it and decides on it. */
@Path("/api/v1/teams/{teamId}/support-access")
@Authenticated
public class TeamSupportResource {

    private final Database database;
    private final CurrentCaller current;
    private final SupportAccesses accesses;

    TeamSupportResource(Database database, CurrentCaller current, SupportAccesses accesses) {
        this.database = database;
        this.current = current;
        this.accesses = accesses;
    }

    @GET
    public Uni<Page<SupportAccess>> listTeamSupportAccess(
            @PathParam("teamId") UUID teamId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> accesses.ofTeam(work, caller, teamId, query));
    }

    @POST
    @Path("/{supportAccessId}/grant")
    public Uni<SupportAccess> grantSupportAccess(
            @PathParam("teamId") UUID teamId, @PathParam("supportAccessId") UUID supportAccessId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accesses.grant(work, caller, teamId, supportAccessId));
    }

    @POST
    @Path("/{supportAccessId}/refuse")
    public Uni<SupportAccess> refuseSupportAccess(
            @PathParam("teamId") UUID teamId, @PathParam("supportAccessId") UUID supportAccessId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accesses.refuse(work, caller, teamId, supportAccessId));
    }

    @POST
    @Path("/{supportAccessId}/revoke")
    public Uni<SupportAccess> revokeSupportAccess(
            @PathParam("teamId") UUID teamId, @PathParam("supportAccessId") UUID supportAccessId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accesses.revoke(work, caller, teamId, supportAccessId));
    }
}
