package io.vagus.controlplane.connections.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.connections.ClientConnections;
import io.vagus.controlplane.connections.Connections;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.ActsOutside;
import io.vagus.controlplane.platform.PlainText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations on connections. */
@Path("/api/v1/accounts/{accountId}/connections")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class ConnectionsResource {

    private static final int KEY_LENGTH = 56;

    public record ConnectionKick(
            @NotNull @Size(max = KEY_LENGTH) @PlainText String node,
            @NotNull @Min(1) Long cid) {}

    private final CurrentCaller current;
    private final Connections connections;

    ConnectionsResource(CurrentCaller current, Connections connections) {
        this.current = current;
        this.connections = connections;
    }

    @GET
    public Uni<ClientConnections> listConnections(
            @PathParam("accountId") UUID accountId, @QueryParam("userId") @Nullable UUID userId) {
        return connections.now(current.get(), accountId, userId);
    }

    @POST
    @Path("/kick")
    @ActsOutside
    public Uni<Void> kickConnection(@PathParam("accountId") UUID accountId, @NotNull @Valid ConnectionKick request) {
        return connections.kick(current.get(), accountId, request.node(), request.cid());
    }
}
