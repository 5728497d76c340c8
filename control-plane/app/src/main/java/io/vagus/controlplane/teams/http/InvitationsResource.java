package io.vagus.controlplane.teams.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Creation;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.IdempotencyKey;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.PlainText;
import io.vagus.controlplane.teams.Invitation;
import io.vagus.controlplane.teams.InvitationCreated;
import io.vagus.controlplane.teams.Invitations;
import io.vagus.controlplane.teams.Role;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The operations of a team on its invitations. */
@Path("/api/v1/teams/{teamId}/invitations")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class InvitationsResource {

    public record InvitationCreate(
            @NotNull @Email @Size(max = 254) @PlainText String email,
            @NotNull Role role) {}

    private final Database database;
    private final Creation creation;
    private final CurrentCaller current;
    private final Invitations invitations;

    InvitationsResource(Database database, Creation creation, CurrentCaller current, Invitations invitations) {
        this.database = database;
        this.creation = creation;
        this.current = current;
        this.invitations = invitations;
    }

    @GET
    public Uni<Page<Invitation>> listInvitations(@PathParam("teamId") UUID teamId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> invitations.page(work, caller, teamId, query));
    }

    @POST
    public Uni<RestResponse<InvitationCreated>> createInvitation(
            @PathParam("teamId") UUID teamId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid InvitationCreate request) {
        Caller caller = current.get();
        return creation.of(
                InvitationCreated.class,
                caller.personId(),
                key,
                request,
                InvitationCreated::withoutSecret,
                work -> invitations.create(work, caller, teamId, request.email(), request.role()));
    }

    @DELETE
    @Path("/{invitationId}")
    @Conditional
    public Uni<Void> revokeInvitation(@PathParam("teamId") UUID teamId, @PathParam("invitationId") UUID invitationId) {
        Caller caller = current.get();
        return database.inTransaction(work -> invitations.revoke(work, caller, teamId, invitationId));
    }
}
