package io.vagus.controlplane.sharing.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.PlainText;
import io.vagus.controlplane.sharing.Catalogue;
import io.vagus.controlplane.sharing.CatalogueEntry;
import io.vagus.controlplane.sharing.ShareRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations on what teams let each other see. */
@Path("/api/v1/teams/{teamId}")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class CatalogueResource {

    private static final int MAX_SEARCH = 64;
    private static final long MAX_SECONDS = 3650L * 24 * 3600;

    /** How long the leave counts; for ever when nothing is said. */
    public record ShareApproval(
            @Min(1) @Max(MAX_SECONDS) @Nullable Long expiresInSeconds) {}

    private final Database database;
    private final CurrentCaller current;
    private final Catalogue catalogue;

    CatalogueResource(Database database, CurrentCaller current, Catalogue catalogue) {
        this.database = database;
        this.current = current;
        this.catalogue = catalogue;
    }

    @GET
    @Path("/catalogue")
    public Uni<Page<CatalogueEntry>> listCatalogue(
            @PathParam("teamId") UUID teamId,
            @QueryParam("q") @Size(max = MAX_SEARCH) @PlainText @Nullable String q,
            @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> catalogue.page(work, caller, teamId, query, q == null ? "" : q));
    }

    @GET
    @Path("/share-requests")
    public Uni<Page<ShareRequest>> listShareRequests(@PathParam("teamId") UUID teamId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> catalogue.requests(work, caller, teamId, query));
    }

    @POST
    @Path("/share-requests/{requestId}/approve")
    public Uni<ShareRequest> approveShareRequest(
            @PathParam("teamId") UUID teamId,
            @PathParam("requestId") UUID requestId,
            @NotNull @Valid ShareApproval request) {
        Caller caller = current.get();
        Duration lifetime = request.expiresInSeconds() == null ? null : Duration.ofSeconds(request.expiresInSeconds());
        return database.inTransaction(work -> catalogue.approve(work, caller, teamId, requestId, lifetime));
    }

    @POST
    @Path("/share-requests/{requestId}/decline")
    public Uni<ShareRequest> declineShareRequest(
            @PathParam("teamId") UUID teamId, @PathParam("requestId") UUID requestId) {
        Caller caller = current.get();
        return database.inTransaction(work -> catalogue.decline(work, caller, teamId, requestId));
    }
}
