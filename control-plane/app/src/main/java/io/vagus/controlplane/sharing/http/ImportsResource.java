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
import io.vagus.controlplane.sharing.ImportDraft;
import io.vagus.controlplane.sharing.Imports;
import io.vagus.controlplane.sharing.Kind;
import io.vagus.controlplane.sharing.SharedImport;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
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

/** The operations on imports. */
@Path("/api/v1/accounts/{accountId}/imports")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class ImportsResource {

    private static final int KEY_LENGTH = 56;
    private static final int MAX_TOKEN = 8192;

    public record ImportCreate(
            @NotNull @Name String name,
            @Nullable UUID exportId,
            @Size(max = KEY_LENGTH) @Nullable String exporterKey,
            @Size(max = SubjectFilter.MAX_LENGTH) @Nullable String subject,
            @Nullable Kind kind,
            @Size(max = MAX_TOKEN) @Nullable String token,
            @Size(max = SubjectFilter.MAX_LENGTH) @Nullable String localSubject,
            @Nullable Boolean shareInfo) {}

    private final Database database;
    private final Creation creation;
    private final CurrentCaller current;
    private final Imports imports;

    ImportsResource(Database database, Creation creation, CurrentCaller current, Imports imports) {
        this.database = database;
        this.creation = creation;
        this.current = current;
        this.imports = imports;
    }

    @GET
    public Uni<Page<SharedImport>> listImports(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> imports.page(work, caller, accountId));
    }

    @POST
    public Uni<RestResponse<SharedImport>> createImport(
            @PathParam("accountId") UUID accountId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid ImportCreate request) {
        Caller caller = current.get();
        ImportDraft draft = new ImportDraft(
                request.name(),
                request.exportId(),
                request.exporterKey(),
                request.subject(),
                request.kind(),
                request.token(),
                request.localSubject(),
                Boolean.TRUE.equals(request.shareInfo()));
        return creation.of(
                SharedImport.class,
                caller.personId(),
                key,
                request,
                work -> imports.create(work, caller, accountId, draft));
    }

    @DELETE
    @Path("/{importId}")
    @Conditional
    public Uni<Void> deleteImport(@PathParam("accountId") UUID accountId, @PathParam("importId") UUID importId) {
        Caller caller = current.get();
        return database.inTransaction(work -> imports.delete(work, caller, accountId, importId));
    }
}
