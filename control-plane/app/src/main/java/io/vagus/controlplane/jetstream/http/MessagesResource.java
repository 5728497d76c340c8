package io.vagus.controlplane.jetstream.http;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.jetstream.MessagePage;
import io.vagus.controlplane.jetstream.MessageQuery;
import io.vagus.controlplane.jetstream.Messages;
import io.vagus.controlplane.jetstream.PublishRequest;
import io.vagus.controlplane.jetstream.Published;
import io.vagus.controlplane.jetstream.Publisher;
import io.vagus.controlplane.jetstream.StoredMessage;
import io.vagus.controlplane.jetstream.SubjectTraffic;
import io.vagus.controlplane.jetstream.SubjectTraffics;
import io.vagus.controlplane.jetstream.Trace;
import io.vagus.controlplane.jetstream.TraceRequest;
import io.vagus.controlplane.jetstream.Traces;
import io.vagus.controlplane.platform.ActsOutside;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations on messages. */
@Path("/api/v1/accounts/{accountId}")
@Authenticated
@Blocking
@ActsOutside
public class MessagesResource {

    private final CurrentCaller current;
    private final Messages messages;
    private final Publisher publisher;
    private final Traces traces;
    private final SubjectTraffics traffic;

    MessagesResource(
            CurrentCaller current, Messages messages, Publisher publisher, Traces traces, SubjectTraffics traffic) {
        this.current = current;
        this.messages = messages;
        this.publisher = publisher;
        this.traces = traces;
        this.traffic = traffic;
    }

    @GET
    @Path("/jetstream/streams/{stream}/messages")
    public MessagePage listMessages(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @QueryParam("fromSequence") @Nullable Long fromSequence,
            @QueryParam("subject") @Nullable String subject,
            @QueryParam("lastPerSubject") @DefaultValue("false") boolean lastPerSubject,
            @QueryParam("count") @DefaultValue("20") int count) {
        return messages.page(
                current.get(), accountId, stream, new MessageQuery(fromSequence, subject, lastPerSubject, count));
    }

    @GET
    @Path("/jetstream/streams/{stream}/messages/{sequence}")
    public StoredMessage getMessage(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @PathParam("sequence") String sequence) {
        return messages.get(current.get(), accountId, stream, sequence);
    }

    @DELETE
    @Path("/jetstream/streams/{stream}/messages/{sequence}")
    public void deleteMessage(
            @PathParam("accountId") UUID accountId,
            @PathParam("stream") String stream,
            @PathParam("sequence") String sequence) {
        messages.delete(current.get(), accountId, stream, sequence);
    }

    @POST
    @Path("/messages/trace")
    public Trace traceMessage(@PathParam("accountId") UUID accountId, @NotNull @Valid TraceRequest request) {
        return traces.follow(current.get(), accountId, request);
    }

    @GET
    @Path("/subject-traffic")
    public SubjectTraffic getSubjectTraffic(
            @PathParam("accountId") UUID accountId,
            @QueryParam("filter") @DefaultValue(">") String filter,
            @QueryParam("seconds") @DefaultValue("3") int seconds) {
        return traffic.sample(current.get(), accountId, filter, seconds);
    }

    @POST
    @Path("/messages")
    public Published publishMessage(@PathParam("accountId") UUID accountId, @NotNull @Valid PublishRequest request) {
        return publisher.publish(current.get(), accountId, request);
    }
}
