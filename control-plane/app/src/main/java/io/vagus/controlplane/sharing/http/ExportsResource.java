package io.vagus.controlplane.sharing.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.permissions.SubjectFilter;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Creation;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.IdempotencyKey;
import io.vagus.controlplane.platform.Name;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PlainText;
import io.vagus.controlplane.sharing.Activation;
import io.vagus.controlplane.sharing.Activations;
import io.vagus.controlplane.sharing.ExportDraft;
import io.vagus.controlplane.sharing.Exports;
import io.vagus.controlplane.sharing.Kind;
import io.vagus.controlplane.sharing.ResponseType;
import io.vagus.controlplane.sharing.SharedExport;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The operations on exports and on the leave that is given for them. */
@Path("/api/v1/accounts/{accountId}/exports")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class ExportsResource {

    private static final int MAX_TEXT = 500;
    private static final int KEY_LENGTH = 56;
    private static final long MAX_SECONDS = 3650L * 24 * 3600;

    public record ExportCreate(
            @NotNull @Name String name,
            @Size(max = MAX_TEXT) @PlainText @Nullable String description,
            @Size(max = MAX_TEXT) @PlainText @Nullable String infoUrl,
            @NotNull @SubjectFilter String subject,
            @NotNull Kind kind,
            @Nullable ResponseType responseType,
            @Nullable Boolean tokenRequired,
            @Min(0) @Max(64) @Nullable Integer accountTokenPosition,
            @Min(0) @Max(100) @Nullable Integer latencyPercent,
            @Size(max = SubjectFilter.MAX_LENGTH) @Nullable String latencySubject,
            @Nullable Boolean advertised) {}

    public record ExportUpdate(
            @Name @Nullable String name,
            @Size(max = MAX_TEXT) @PlainText @Nullable String description,
            @Size(max = MAX_TEXT) @PlainText @Nullable String infoUrl,
            @Nullable Boolean tokenRequired,
            @Nullable Boolean advertised) {}

    public record ActivationCreate(
            @NotNull @Size(max = KEY_LENGTH) String accountKey,
            @Min(1) @Max(MAX_SECONDS) @Nullable Long expiresInSeconds) {}

    private final Database database;
    private final Creation creation;
    private final CurrentCaller current;
    private final Exports exports;
    private final Activations activations;

    ExportsResource(
            Database database, Creation creation, CurrentCaller current, Exports exports, Activations activations) {
        this.database = database;
        this.creation = creation;
        this.current = current;
        this.exports = exports;
        this.activations = activations;
    }

    @GET
    public Uni<Page<SharedExport>> listExports(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> exports.page(work, caller, accountId));
    }

    @POST
    public Uni<RestResponse<SharedExport>> createExport(
            @PathParam("accountId") UUID accountId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid ExportCreate request) {
        Caller caller = current.get();
        ExportDraft draft = new ExportDraft(
                request.name(),
                request.description(),
                request.infoUrl(),
                request.subject(),
                request.kind(),
                request.responseType(),
                request.tokenRequired(),
                request.accountTokenPosition(),
                request.latencyPercent(),
                request.latencySubject(),
                request.advertised());
        return creation.of(
                SharedExport.class,
                caller.personId(),
                key,
                request,
                work -> exports.create(work, caller, accountId, draft));
    }

    @PATCH
    @Path("/{exportId}")
    @Conditional
    public Uni<SharedExport> updateExport(
            @PathParam("accountId") UUID accountId,
            @PathParam("exportId") UUID exportId,
            @NotNull @Valid ExportUpdate request) {
        Caller caller = current.get();
        ExportDraft draft = new ExportDraft(
                request.name(),
                request.description(),
                request.infoUrl(),
                null,
                null,
                null,
                request.tokenRequired(),
                null,
                null,
                null,
                request.advertised());
        return database.inTransaction(work -> exports.update(work, caller, accountId, exportId, draft));
    }

    @DELETE
    @Path("/{exportId}")
    @Conditional
    public Uni<Void> deleteExport(@PathParam("accountId") UUID accountId, @PathParam("exportId") UUID exportId) {
        Caller caller = current.get();
        return database.inTransaction(work -> exports.delete(work, caller, accountId, exportId));
    }

    @GET
    @Path("/{exportId}/activations")
    public Uni<Page<Activation>> listActivations(
            @PathParam("accountId") UUID accountId, @PathParam("exportId") UUID exportId) {
        Caller caller = current.get();
        return database.inTransaction(work -> activations.page(work, caller, accountId, exportId));
    }

    @POST
    @Path("/{exportId}/activations")
    public Uni<RestResponse<Activation>> createActivation(
            @PathParam("accountId") UUID accountId,
            @PathParam("exportId") UUID exportId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid ActivationCreate request) {
        Caller caller = current.get();
        Duration lifetime = request.expiresInSeconds() == null ? null : Duration.ofSeconds(request.expiresInSeconds());
        return creation.of(
                Activation.class,
                caller.personId(),
                key,
                request,
                work -> activations.create(work, caller, accountId, exportId, request.accountKey(), lifetime));
    }

    @DELETE
    @Path("/{exportId}/activations/{activationId}")
    @Conditional
    public Uni<Void> revokeActivation(
            @PathParam("accountId") UUID accountId,
            @PathParam("exportId") UUID exportId,
            @PathParam("activationId") UUID activationId) {
        Caller caller = current.get();
        return database.inTransaction(work -> activations.revoke(work, caller, accountId, exportId, activationId));
    }
}
