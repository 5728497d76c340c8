package io.vagus.controlplane.support.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.console.OperatorGate;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Creation;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.IdempotencyKey;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.PlainText;
import io.vagus.controlplane.support.SupportAccess;
import io.vagus.controlplane.support.SupportAccesses;
import io.vagus.controlplane.teams.Role;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Support access as operators of the service ask for it. */
@Path("/api/v1/operator/support-access")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class OperatorSupportResource {

    private static final long MIN_SECONDS = 60;
    private static final long MAX_SECONDS = 7L * 24 * 3600;
    private static final int MAX_REASON = 500;

    public record SupportAccessRequest(
            @NotNull UUID teamId,
            @NotNull Role role,

            @NotNull @Size(max = MAX_REASON) @PlainText String reason,

            @NotNull @Min(MIN_SECONDS) @Max(MAX_SECONDS) Long durationSeconds) {}

    private final Database database;
    private final Creation creation;
    private final OperatorGate gate;
    private final SupportAccesses accesses;

    OperatorSupportResource(Database database, Creation creation, OperatorGate gate, SupportAccesses accesses) {
        this.database = database;
        this.creation = creation;
        this.gate = gate;
        this.accesses = accesses;
    }

    @GET
    public Uni<Page<SupportAccess>> listSupportAccess(@BeanParam PageQuery query) {
        gate.enter();
        return database.inTransaction(work -> accesses.all(work, query));
    }

    @POST
    public Uni<RestResponse<SupportAccess>> requestSupportAccess(
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid SupportAccessRequest request) {
        Caller caller = gate.enter();
        return creation.of(
                SupportAccess.class,
                caller.personId(),
                key,
                request,
                work -> accesses.request(
                        work,
                        caller,
                        request.teamId(),
                        request.role(),
                        request.reason().strip(),
                        Duration.ofSeconds(request.durationSeconds())));
    }

    @POST
    @Path("/{supportAccessId}/end")
    public Uni<SupportAccess> endSupportAccess(@PathParam("supportAccessId") UUID supportAccessId) {
        Caller caller = gate.enter();
        return database.inTransaction(work -> accesses.end(work, caller, supportAccessId));
    }
}
