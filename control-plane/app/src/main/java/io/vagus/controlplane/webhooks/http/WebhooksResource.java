package io.vagus.controlplane.webhooks.http;

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
import io.vagus.controlplane.platform.PlainText;
import io.vagus.controlplane.webhooks.Webhook;
import io.vagus.controlplane.webhooks.WebhookCreated;
import io.vagus.controlplane.webhooks.WebhookDelivery;
import io.vagus.controlplane.webhooks.Webhooks;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
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
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The operations on webhooks. */
@Path("/api/v1/teams/{teamId}/webhooks")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class WebhooksResource {

    private static final int MAX_EVENTS = 50;
    private static final int MAX_EVENT = 64;
    private static final String EVENT = "[a-z-]+(\\.[a-z-]+)?";
    private static final int MAX_URL = 2048;

    public record WebhookCreate(
            @NotNull @Name String name,
            @NotNull @Size(max = MAX_URL) @PlainText String url,

            @Size(max = MAX_EVENTS) @Nullable
            List<@NotNull @Size(max = MAX_EVENT) @Pattern(regexp = EVENT) String> events) {}

    public record WebhookUpdate(
            @Size(max = MAX_URL) @PlainText @Nullable String url,

            @Size(max = MAX_EVENTS) @Nullable
            List<@NotNull @Size(max = MAX_EVENT) @Pattern(regexp = EVENT) String> events,

            @Nullable Boolean enabled) {}

    private final Database database;
    private final Creation creation;
    private final CurrentCaller current;
    private final Webhooks webhooks;

    WebhooksResource(Database database, Creation creation, CurrentCaller current, Webhooks webhooks) {
        this.database = database;
        this.creation = creation;
        this.current = current;
        this.webhooks = webhooks;
    }

    @GET
    public Uni<Page<Webhook>> listWebhooks(@PathParam("teamId") UUID teamId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> webhooks.page(work, caller, teamId, query));
    }

    @POST
    public Uni<RestResponse<WebhookCreated>> createWebhook(
            @PathParam("teamId") UUID teamId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid WebhookCreate request) {
        Caller caller = current.get();
        List<String> events = request.events() == null ? List.of() : request.events();
        return creation.of(
                WebhookCreated.class,
                caller.personId(),
                key,
                request,
                WebhookCreated::withoutSecret,
                work -> webhooks.create(work, caller, teamId, request.name(), request.url(), events));
    }

    @PATCH
    @Path("/{webhookId}")
    @Conditional
    public Uni<Webhook> updateWebhook(
            @PathParam("teamId") UUID teamId,
            @PathParam("webhookId") UUID webhookId,
            @NotNull @Valid WebhookUpdate request) {
        Caller caller = current.get();
        return database.inTransaction(work ->
                webhooks.change(work, caller, teamId, webhookId, request.url(), request.events(), request.enabled()));
    }

    @DELETE
    @Path("/{webhookId}")
    @Conditional
    public Uni<Void> deleteWebhook(@PathParam("teamId") UUID teamId, @PathParam("webhookId") UUID webhookId) {
        Caller caller = current.get();
        return database.inTransaction(work -> webhooks.delete(work, caller, teamId, webhookId));
    }

    @POST
    @Path("/{webhookId}/test")
    public Uni<WebhookDelivery> testWebhook(@PathParam("teamId") UUID teamId, @PathParam("webhookId") UUID webhookId) {
        Caller caller = current.get();
        return database.inTransaction(work -> webhooks.test(work, caller, teamId, webhookId));
    }

    @GET
    @Path("/{webhookId}/deliveries")
    public Uni<Page<WebhookDelivery>> listWebhookDeliveries(
            @PathParam("teamId") UUID teamId, @PathParam("webhookId") UUID webhookId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> webhooks.deliveries(work, caller, teamId, webhookId, query));
    }

    @POST
    @Path("/{webhookId}/deliveries/{deliveryId}/retry")
    public Uni<WebhookDelivery> retryWebhookDelivery(
            @PathParam("teamId") UUID teamId,
            @PathParam("webhookId") UUID webhookId,
            @PathParam("deliveryId") UUID deliveryId) {
        Caller caller = current.get();
        return database.inTransaction(work -> webhooks.retry(work, caller, teamId, webhookId, deliveryId));
    }
}
