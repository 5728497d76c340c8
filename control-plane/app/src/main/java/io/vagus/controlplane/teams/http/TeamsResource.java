package io.vagus.controlplane.teams.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Creation;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.IdempotencyKey;
import io.vagus.controlplane.platform.Name;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.teams.Member;
import io.vagus.controlplane.teams.Members;
import io.vagus.controlplane.teams.Team;
import io.vagus.controlplane.teams.TeamDeletion;
import io.vagus.controlplane.teams.Teams;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The team operations. */
@Path("/api/v1/teams")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class TeamsResource {

    public record TeamCreate(@NotNull @Name String name) {}

    public record TeamUpdate(@NotNull @Name String name) {}

    public record TeamTransfer(@NotNull UUID personId) {}

    private final Database database;
    private final Creation creation;
    private final CurrentCaller current;
    private final Teams teams;
    private final Members members;
    private final TeamDeletion deletion;

    TeamsResource(
            Database database,
            Creation creation,
            CurrentCaller current,
            Teams teams,
            Members members,
            TeamDeletion deletion) {
        this.database = database;
        this.creation = creation;
        this.current = current;
        this.teams = teams;
        this.members = members;
        this.deletion = deletion;
    }

    @GET
    public Uni<Page<Team>> listTeams(@BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> teams.page(work, caller, query));
    }

    @POST
    public Uni<RestResponse<Team>> createTeam(
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key, @NotNull @Valid TeamCreate request) {
        Caller caller = current.get();
        return creation.of(
                Team.class, caller.personId(), key, request, work -> teams.create(work, caller, request.name()));
    }

    @GET
    @Path("/{teamId}")
    public Uni<Team> getTeam(@PathParam("teamId") UUID teamId) {
        Caller caller = current.get();
        return database.inTransaction(work -> teams.get(work, caller, teamId));
    }

    @PATCH
    @Path("/{teamId}")
    @Conditional
    public Uni<Team> updateTeam(@PathParam("teamId") UUID teamId, @NotNull @Valid TeamUpdate request) {
        Caller caller = current.get();
        return database.inTransaction(work -> teams.rename(work, caller, teamId, request.name()));
    }

    @DELETE
    @Path("/{teamId}")
    @Conditional
    public Uni<Team> deleteTeam(@PathParam("teamId") UUID teamId) {
        Caller caller = current.get();
        return database.inTransaction(work -> deletion.delete(work, caller, teamId));
    }

    @POST
    @Path("/{teamId}/restore")
    public Uni<Team> restoreTeam(@PathParam("teamId") UUID teamId) {
        Caller caller = current.get();
        return database.inTransaction(work -> deletion.restore(work, caller, teamId));
    }

    @POST
    @Path("/{teamId}/transfer")
    public Uni<Member> transferTeam(@PathParam("teamId") UUID teamId, @NotNull @Valid TeamTransfer request) {
        Caller caller = current.get();
        return database.inTransaction(work -> members.transfer(work, caller, teamId, request.personId()));
    }
}
