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
import io.vagus.controlplane.teams.Member;
import io.vagus.controlplane.teams.Members;
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
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The member operations. */
@Path("/api/v1/teams/{teamId}/members")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class MembersResource {

    public record MemberAdd(
            @NotNull @Email @Size(max = 254) @PlainText String email,
            @NotNull Role role) {}

    public record MemberUpdate(@NotNull Role role) {}

    private final Database database;
    private final Creation creation;
    private final CurrentCaller current;
    private final Members members;

    MembersResource(Database database, Creation creation, CurrentCaller current, Members members) {
        this.database = database;
        this.creation = creation;
        this.current = current;
        this.members = members;
    }

    @GET
    public Uni<Page<Member>> listMembers(@PathParam("teamId") UUID teamId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> members.page(work, caller, teamId, query));
    }

    @POST
    public Uni<RestResponse<Member>> addMember(
            @PathParam("teamId") UUID teamId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid MemberAdd request) {
        Caller caller = current.get();
        return creation.of(
                Member.class,
                caller.personId(),
                key,
                request,
                work -> members.add(work, caller, teamId, request.email(), request.role()));
    }

    @PATCH
    @Path("/{personId}")
    @Conditional
    public Uni<Member> updateMember(
            @PathParam("teamId") UUID teamId,
            @PathParam("personId") UUID personId,
            @NotNull @Valid MemberUpdate request) {
        Caller caller = current.get();
        return database.inTransaction(work -> members.change(work, caller, teamId, personId, request.role()));
    }

    @DELETE
    @Path("/{personId}")
    @Conditional
    public Uni<Void> removeMember(@PathParam("teamId") UUID teamId, @PathParam("personId") UUID personId) {
        Caller caller = current.get();
        return database.inTransaction(work -> members.remove(work, caller, teamId, personId));
    }
}
