package io.vagus.controlplane.jetstream.http;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.jetstream.Backups;
import io.vagus.controlplane.jetstream.Stream;
import io.vagus.controlplane.jetstream.Uploads;
import io.vagus.controlplane.platform.ActsOutside;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/** Streams as files: out, and in again. */
@Path("/api/v1/accounts/{accountId}/jetstream")
@Authenticated
@Blocking
@ActsOutside
public class BackupsResource {

    private static final String ZIP = "application/zip";

    private final CurrentCaller current;
    private final Backups backups;
    private final Uploads uploads;

    BackupsResource(CurrentCaller current, Backups backups, Uploads uploads) {
        this.current = current;
        this.backups = backups;
        this.uploads = uploads;
    }

    @GET
    @Path("/streams/{stream}/backup")
    @Produces(ZIP)
    public Response getStreamBackup(@PathParam("accountId") UUID accountId, @PathParam("stream") String stream) {
        StreamingOutput body = backups.open(current.get(), accountId, stream)::to;
        return Response.ok(body, ZIP)
                .header("Content-Disposition", "attachment; filename=\"" + stream + ".zip\"")
                .build();
    }

    @POST
    @Path("/restore")
    @Consumes(MediaType.WILDCARD)
    public RestResponse<Stream> restoreStream(@PathParam("accountId") UUID accountId, InputStream body) {
        Caller caller = current.get();
        return RestResponse.status(
                Response.Status.CREATED,
                uploads.take(
                        caller, accountId, "stream.restore", body, whole -> backups.restore(caller, accountId, whole)));
    }
}
