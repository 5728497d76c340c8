package io.vagus.controlplane.metrics.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.metrics.LagSeries;
import io.vagus.controlplane.metrics.MetricSeries;
import io.vagus.controlplane.metrics.Metrics;
import io.vagus.controlplane.metrics.StreamSeries;
import io.vagus.controlplane.metrics.UserSeries;
import io.vagus.controlplane.platform.Database;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;

/** The operations on metrics. */
@Path("/api/v1/accounts/{accountId}/metrics")
@Authenticated
public class MetricsResource {

    private final Database database;
    private final CurrentCaller current;
    private final Metrics metrics;

    MetricsResource(Database database, CurrentCaller current, Metrics metrics) {
        this.database = database;
        this.current = current;
        this.metrics = metrics;
    }

    @GET
    public Uni<MetricSeries> getMetrics(@PathParam("accountId") UUID accountId, @BeanParam SpanQuery span) {
        Caller caller = current.get();
        return database.inTransaction(work -> metrics.series(work, caller, accountId, span.at(work.now())));
    }

    @GET
    @Path("/consumers")
    public Uni<LagSeries> listLaggingConsumers(@PathParam("accountId") UUID accountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> metrics.lagging(work, caller, accountId));
    }

    @GET
    @Path("/streams/{stream}/consumers/{consumer}")
    public Uni<LagSeries> getConsumerMetrics(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @PathParam("consumer") String consumer,
            @BeanParam SpanQuery span) {
        Caller caller = current.get();
        return database.inTransaction(
                work -> metrics.consumer(work, caller, accountId, stream, consumer, span.at(work.now())));
    }

    @GET
    @Path("/users/{userId}")
    public Uni<UserSeries> getUserMetrics(
            @PathParam("accountId") UUID accountId, @PathParam("userId") UUID userId, @BeanParam SpanQuery span) {
        Caller caller = current.get();
        return database.inTransaction(work -> metrics.user(work, caller, accountId, userId, span.at(work.now())));
    }

    @GET
    @Path("/streams/{stream}")
    public Uni<StreamSeries> getStreamMetrics(
            @PathParam("accountId") UUID accountId, @PathParam("stream") String stream, @BeanParam SpanQuery span) {
        Caller caller = current.get();
        return database.inTransaction(work -> metrics.stream(work, caller, accountId, stream, span.at(work.now())));
    }
}
