package io.vagus.controlplane.alerts.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.alerts.AlertChannel;
import io.vagus.controlplane.alerts.AlertChannelRequest;
import io.vagus.controlplane.alerts.AlertChannels;
import io.vagus.controlplane.alerts.AlertEvent;
import io.vagus.controlplane.alerts.AlertRule;
import io.vagus.controlplane.alerts.AlertRuleRequest;
import io.vagus.controlplane.alerts.Alerts;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Creation;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.IdempotencyKey;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The operations on alerts. */
@Path("/api/v1/accounts/{accountId}")
@Authenticated
public class AlertsResource {

    private final Database database;
    private final Creation creation;
    private final CurrentCaller current;
    private final Alerts alerts;
    private final AlertChannels channels;

    AlertsResource(Database database, Creation creation, CurrentCaller current, Alerts alerts, AlertChannels channels) {
        this.database = database;
        this.creation = creation;
        this.current = current;
        this.alerts = alerts;
        this.channels = channels;
    }

    @GET
    @Path("/alerts")
    public Uni<Page<AlertRule>> listAlerts(@PathParam("accountId") UUID accountId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> alerts.page(work, caller, accountId, query));
    }

    @POST
    @Path("/alerts")
    public Uni<RestResponse<AlertRule>> createAlert(
            @PathParam("accountId") UUID accountId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid AlertRuleRequest request) {
        Caller caller = current.get();
        return creation.of(
                AlertRule.class,
                caller.personId(),
                key,
                request,
                work -> alerts.create(work, caller, accountId, request));
    }

    @PUT
    @Path("/alerts/{alertId}")
    @Conditional
    public Uni<AlertRule> replaceAlert(
            @PathParam("accountId") UUID accountId,
            @PathParam("alertId") UUID alertId,
            @NotNull @Valid AlertRuleRequest request) {
        Caller caller = current.get();
        return database.inTransaction(work -> alerts.update(work, caller, accountId, alertId, request));
    }

    @DELETE
    @Path("/alerts/{alertId}")
    @Conditional
    public Uni<Void> deleteAlert(@PathParam("accountId") UUID accountId, @PathParam("alertId") UUID alertId) {
        Caller caller = current.get();
        return database.inTransaction(work -> alerts.delete(work, caller, accountId, alertId));
    }

    @POST
    @Path("/alerts/{alertId}/acknowledge")
    @Conditional
    public Uni<AlertRule> acknowledgeAlert(@PathParam("accountId") UUID accountId, @PathParam("alertId") UUID alertId) {
        Caller caller = current.get();
        return database.inTransaction(work -> alerts.acknowledge(work, caller, accountId, alertId));
    }

    @GET
    @Path("/alert-events")
    public Uni<Page<AlertEvent>> listAlertEvents(@PathParam("accountId") UUID accountId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> alerts.events(work, caller, accountId, query));
    }

    @GET
    @Path("/alert-channels")
    public Uni<Page<AlertChannel>> listAlertChannels(
            @PathParam("accountId") UUID accountId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> channels.page(work, caller, accountId, query));
    }

    @POST
    @Path("/alert-channels")
    public Uni<RestResponse<AlertChannel>> createAlertChannel(
            @PathParam("accountId") UUID accountId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid AlertChannelRequest request) {
        Caller caller = current.get();
        return creation.of(
                AlertChannel.class,
                caller.personId(),
                key,
                request,
                AlertChannel::withoutSecret,
                work -> channels.create(work, caller, accountId, request));
    }

    @DELETE
    @Path("/alert-channels/{channelId}")
    @Conditional
    public Uni<Void> deleteAlertChannel(
            @PathParam("accountId") UUID accountId, @PathParam("channelId") UUID channelId) {
        Caller caller = current.get();
        return database.inTransaction(work -> channels.delete(work, caller, accountId, channelId));
    }

    @POST
    @Path("/alert-channels/{channelId}/test")
    public Uni<Void> testAlertChannel(@PathParam("accountId") UUID accountId, @PathParam("channelId") UUID channelId) {
        Caller caller = current.get();
        return database.inTransaction(work -> channels.test(work, caller, accountId, channelId));
    }
}
