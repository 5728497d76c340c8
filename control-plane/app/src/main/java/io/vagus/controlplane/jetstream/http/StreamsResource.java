package io.vagus.controlplane.jetstream.http;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.jetstream.JetStreamUsage;
import io.vagus.controlplane.jetstream.NamedPage;
import io.vagus.controlplane.jetstream.PurgeRequest;
import io.vagus.controlplane.jetstream.Purged;
import io.vagus.controlplane.jetstream.Stream;
import io.vagus.controlplane.jetstream.StreamConfig;
import io.vagus.controlplane.jetstream.StreamPreview;
import io.vagus.controlplane.jetstream.StreamSubjects;
import io.vagus.controlplane.jetstream.Streams;
import io.vagus.controlplane.platform.ActsOutside;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.PlainText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The operations on streams. */
@Path("/api/v1/accounts/{accountId}/jetstream")
@Authenticated
@Blocking
@ActsOutside
public class StreamsResource {

    /** What lists are searched for. */
    private static final int MAX_SEARCH = 64;

    private final CurrentCaller current;
    private final Streams streams;

    StreamsResource(CurrentCaller current, Streams streams) {
        this.current = current;
        this.streams = streams;
    }

    @GET
    public JetStreamUsage getJetStream(@PathParam("accountId") UUID accountId) {
        return streams.usage(current.get(), accountId);
    }

    @GET
    @Path("/streams")
    public Page<Stream> listStreams(
            @PathParam("accountId") UUID accountId,
            @QueryParam("kind") Stream.@Nullable Kind kind,
            @QueryParam("q") @Size(max = MAX_SEARCH) @PlainText @Nullable String q,
            @BeanParam PageQuery query) {
        return streams.page(current.get(), accountId, kind, q == null ? "" : q, new NamedPage(query));
    }

    @POST
    @Path("/streams")
    public RestResponse<Stream> createStream(
            @PathParam("accountId") UUID accountId, @NotNull @Valid StreamConfig request) {
        return RestResponse.status(Response.Status.CREATED, streams.create(current.get(), accountId, request));
    }

    @GET
    @Path("/streams/{stream}")
    public Stream getStream(@PathParam("accountId") UUID accountId, @PathParam("stream") String stream) {
        return streams.get(current.get(), accountId, stream);
    }

    @PATCH
    @Path("/streams/{stream}")
    @Conditional
    public Stream updateStream(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @NotNull @Valid StreamConfig request) {
        return streams.update(current.get(), accountId, stream, request);
    }

    @DELETE
    @Path("/streams/{stream}")
    @Conditional
    public void deleteStream(@PathParam("accountId") UUID accountId, @PathParam("stream") String stream) {
        streams.delete(current.get(), accountId, stream);
    }

    @POST
    @Path("/streams/{stream}/preview")
    public StreamPreview previewStreamChange(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @NotNull @Valid StreamConfig request) {
        return streams.preview(current.get(), accountId, stream, request);
    }

    @POST
    @Path("/streams/{stream}/purge")
    public Purged purgeStream(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @NotNull @Valid PurgeRequest request) {
        return streams.purge(current.get(), accountId, stream, request);
    }

    @POST
    @Path("/streams/{stream}/seal")
    @Conditional
    public Stream sealStream(@PathParam("accountId") UUID accountId, @PathParam("stream") String stream) {
        return streams.seal(current.get(), accountId, stream);
    }

    @GET
    @Path("/streams/{stream}/subjects")
    public StreamSubjects listStreamSubjects(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @QueryParam("filter") @Nullable String filter) {
        return streams.subjects(current.get(), accountId, stream, filter);
    }
}
