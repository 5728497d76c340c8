package io.vagus.controlplane.teams.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.PlainText;
import io.vagus.controlplane.teams.Invitation;
import io.vagus.controlplane.teams.OwnInvitations;
import io.vagus.controlplane.teams.Team;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations of the invited. */
@Path("/api/v1/invitations")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class OwnInvitationsResource {

    public record InvitationCode(
            @Size(max = 64) @PlainText @Nullable String code) {}

    private final Database database;
    private final CurrentCaller current;
    private final OwnInvitations invitations;

    OwnInvitationsResource(Database database, CurrentCaller current, OwnInvitations invitations) {
        this.database = database;
        this.current = current;
        this.invitations = invitations;
    }

    @GET
    public Uni<Page<Invitation>> listOwnInvitations(@BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> invitations.page(work, caller, query));
    }

    @POST
    @Path("/{invitationId}/open")
    public Uni<Invitation> openInvitation(
            @PathParam("invitationId") UUID invitationId, @NotNull @Valid InvitationCode request) {
        Caller caller = current.get();
        return database.inTransaction(work -> invitations.open(work, caller, invitationId, request.code()));
    }

    @POST
    @Path("/{invitationId}/accept")
    public Uni<Team> acceptInvitation(
            @PathParam("invitationId") UUID invitationId, @NotNull @Valid InvitationCode request) {
        Caller caller = current.get();
        return database.inTransaction(work -> invitations.accept(work, caller, invitationId, request.code()));
    }

    @POST
    @Path("/{invitationId}/decline")
    public Uni<Void> declineInvitation(
            @PathParam("invitationId") UUID invitationId, @NotNull @Valid InvitationCode request) {
        Caller caller = current.get();
        return database.inTransaction(work -> invitations.decline(work, caller, invitationId, request.code()));
    }
}
