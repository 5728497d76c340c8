package io.vagus.controlplane.jetstream.http;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.jetstream.Consumer;
import io.vagus.controlplane.jetstream.ConsumerConfig;
import io.vagus.controlplane.jetstream.Consumers;
import io.vagus.controlplane.jetstream.NamedPage;
import io.vagus.controlplane.platform.ActsOutside;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The operations on consumers. */
@Path("/api/v1/accounts/{accountId}/jetstream/streams/{stream}/consumers")
@Authenticated
@Blocking
@ActsOutside
public class ConsumersResource {

    private final CurrentCaller current;
    private final Consumers consumers;

    ConsumersResource(CurrentCaller current, Consumers consumers) {
        this.current = current;
        this.consumers = consumers;
    }

    /** Until when a consumer delivers nothing. */
    public record PauseRequest(@NotNull Instant until) {}

    /** Where a consumer goes on; without a sequence after its last acknowledged message. */
    public record ResetRequest(@Min(1) @Nullable Long sequence) {}

    @GET
    public Page<Consumer> listConsumers(
            @PathParam("accountId") UUID accountId, @PathParam("stream") String stream, @BeanParam PageQuery query) {
        return consumers.page(current.get(), accountId, stream, new NamedPage(query));
    }

    @POST
    public RestResponse<Consumer> createConsumer(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @NotNull @Valid ConsumerConfig request) {
        return RestResponse.status(
                Response.Status.CREATED, consumers.create(current.get(), accountId, stream, request));
    }

    @GET
    @Path("/{consumer}")
    public Consumer getConsumer(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @PathParam("consumer") String consumer) {
        return consumers.get(current.get(), accountId, stream, consumer);
    }

    @PATCH
    @Path("/{consumer}")
    @Conditional
    public Consumer updateConsumer(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @PathParam("consumer") String consumer,
            @NotNull @Valid ConsumerConfig request) {
        return consumers.update(current.get(), accountId, stream, consumer, request);
    }

    @DELETE
    @Path("/{consumer}")
    @Conditional
    public void deleteConsumer(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @PathParam("consumer") String consumer) {
        consumers.delete(current.get(), accountId, stream, consumer);
    }

    @POST
    @Path("/{consumer}/pause")
    @Conditional
    public Consumer pauseConsumer(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @PathParam("consumer") String consumer,
            @NotNull @Valid PauseRequest request) {
        return consumers.pause(current.get(), accountId, stream, consumer, request.until());
    }

    @POST
    @Path("/{consumer}/resume")
    @Conditional
    public Consumer resumeConsumer(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @PathParam("consumer") String consumer) {
        return consumers.pause(current.get(), accountId, stream, consumer, null);
    }

    @POST
    @Path("/{consumer}/reset")
    @Conditional
    public Consumer resetConsumer(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @PathParam("consumer") String consumer,
            @NotNull @Valid ResetRequest request) {
        return consumers.reset(current.get(), accountId, stream, consumer, request.sequence());
    }
}
