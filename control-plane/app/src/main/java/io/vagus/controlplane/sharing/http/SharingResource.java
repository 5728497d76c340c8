package io.vagus.controlplane.sharing.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Creation;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.IdempotencyKey;
import io.vagus.controlplane.platform.PlainText;
import io.vagus.controlplane.sharing.AccountSharing;
import io.vagus.controlplane.sharing.Catalogue;
import io.vagus.controlplane.sharing.ShareRequest;
import io.vagus.controlplane.sharing.SharingSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The operations on an account's mappings, its authentication service, and what it asks others for. */
@Path("/api/v1/accounts/{accountId}")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class SharingResource {

    private static final int MAX_MESSAGE = 500;

    public record ShareRequestCreate(
            @NotNull UUID exportId,
            @Size(max = MAX_MESSAGE) @PlainText @Nullable String message) {}

    private final Database database;
    private final Creation creation;
    private final CurrentCaller current;
    private final SharingSettings settings;
    private final Catalogue catalogue;

    SharingResource(
            Database database,
            Creation creation,
            CurrentCaller current,
            SharingSettings settings,
            Catalogue catalogue) {
        this.database = database;
        this.creation = creation;
        this.current = current;
        this.settings = settings;
        this.catalogue = catalogue;
    }

    @GET
    @Path("/sharing-settings")
    public Uni<AccountSharing> getSharingSettings(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> settings.get(work, caller, accountId));
    }

    @PUT
    @Path("/sharing-settings")
    @Conditional
    public Uni<AccountSharing> setSharingSettings(
            @PathParam("accountId") UUID accountId, @NotNull @Valid AccountSharing request) {
        Caller caller = current.get();
        return database.inTransaction(work -> settings.set(work, caller, accountId, request));
    }

    @POST
    @Path("/share-requests")
    public Uni<RestResponse<ShareRequest>> createShareRequest(
            @PathParam("accountId") UUID accountId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid ShareRequestCreate request) {
        Caller caller = current.get();
        String message = request.message() == null ? "" : request.message();
        return creation.of(
                ShareRequest.class,
                caller.personId(),
                key,
                request,
                work -> catalogue.ask(work, caller, accountId, request.exportId(), message));
    }
}
