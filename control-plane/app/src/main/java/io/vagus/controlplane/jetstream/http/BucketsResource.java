package io.vagus.controlplane.jetstream.http;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.jetstream.BucketRequest;
import io.vagus.controlplane.jetstream.Buckets;
import io.vagus.controlplane.jetstream.KeyValueEntry;
import io.vagus.controlplane.jetstream.KeyValueWrite;
import io.vagus.controlplane.jetstream.KeyValues;
import io.vagus.controlplane.jetstream.NamedPage;
import io.vagus.controlplane.jetstream.Objects;
import io.vagus.controlplane.jetstream.StoredObject;
import io.vagus.controlplane.jetstream.Stream;
import io.vagus.controlplane.jetstream.Uploads;
import io.vagus.controlplane.platform.ActsOutside;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The operations on key-value and object buckets. As streams they are listed, changed and deleted with the streams. */
@Path("/api/v1/accounts/{accountId}/jetstream")
@Authenticated
@Blocking
@ActsOutside
public class BucketsResource {

    private final CurrentCaller current;
    private final Buckets buckets;
    private final KeyValues keyValues;
    private final Objects objects;
    private final Preconditions preconditions;
    private final Uploads uploads;

    BucketsResource(
            CurrentCaller current,
            Buckets buckets,
            KeyValues keyValues,
            Objects objects,
            Preconditions preconditions,
            Uploads uploads) {
        this.current = current;
        this.buckets = buckets;
        this.keyValues = keyValues;
        this.objects = objects;
        this.preconditions = preconditions;
        this.uploads = uploads;
    }

    @POST
    @Path("/kv")
    public RestResponse<Stream> createKeyValueBucket(
            @PathParam("accountId") UUID accountId, @NotNull @Valid BucketRequest request) {
        return RestResponse.status(Response.Status.CREATED, buckets.createKeyValue(current.get(), accountId, request));
    }

    @GET
    @Path("/kv/{bucket}/keys")
    public Page<KeyValueEntry> listKeys(
            @PathParam("accountId") UUID accountId,
            @PathParam("bucket") String bucket,
            @QueryParam("filter") @Nullable String filter,
            @BeanParam PageQuery query) {
        return keyValues.page(current.get(), accountId, bucket, filter, new NamedPage(query));
    }

    @GET
    @Path("/kv/{bucket}/entry")
    public KeyValueEntry getKey(
            @PathParam("accountId") UUID accountId,
            @PathParam("bucket") String bucket,
            @QueryParam("key") @Nullable String key) {
        return keyValues.get(current.get(), accountId, bucket, or(key));
    }

    @PUT
    @Path("/kv/{bucket}/entry")
    @Conditional
    public KeyValueEntry putKey(
            @PathParam("accountId") UUID accountId,
            @PathParam("bucket") String bucket,
            @QueryParam("key") @Nullable String key,
            @NotNull @Valid KeyValueWrite request) {
        return keyValues.put(current.get(), accountId, bucket, or(key), request);
    }

    @DELETE
    @Path("/kv/{bucket}/entry")
    @Conditional
    public void deleteKey(
            @PathParam("accountId") UUID accountId,
            @PathParam("bucket") String bucket,
            @QueryParam("key") @Nullable String key,
            @QueryParam("purge") @DefaultValue("false") boolean purge) {
        keyValues.delete(current.get(), accountId, bucket, or(key), purge);
    }

    @GET
    @Path("/kv/{bucket}/history")
    public Page<KeyValueEntry> listKeyHistory(
            @PathParam("accountId") UUID accountId,
            @PathParam("bucket") String bucket,
            @QueryParam("key") @Nullable String key) {
        return new Page<>(keyValues.history(current.get(), accountId, bucket, or(key)), null);
    }

    @POST
    @Path("/objects")
    public RestResponse<Stream> createObjectBucket(
            @PathParam("accountId") UUID accountId, @NotNull @Valid BucketRequest request) {
        return RestResponse.status(Response.Status.CREATED, buckets.createObject(current.get(), accountId, request));
    }

    @GET
    @Path("/objects/{bucket}/objects")
    public Page<StoredObject> listObjects(
            @PathParam("accountId") UUID accountId, @PathParam("bucket") String bucket, @BeanParam PageQuery query) {
        return objects.page(current.get(), accountId, bucket, new NamedPage(query));
    }

    @GET
    @Path("/objects/{bucket}/content")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response getObjectContent(
            @PathParam("accountId") UUID accountId,
            @PathParam("bucket") String bucket,
            @QueryParam("name") @Nullable String name) {
        Objects.Download download = objects.open(current.get(), accountId, bucket, or(name));
        StreamingOutput body = download.content()::to;
        String encoded = URLEncoder.encode(download.object().name(), StandardCharsets.UTF_8)
                .replace("+", "%20");
        return Response.ok(body, MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.ETAG, preconditions.tag(download.object()))
                .header("Content-Disposition", "attachment; filename*=UTF-8''" + encoded)
                .build();
    }

    @PUT
    @Path("/objects/{bucket}/content")
    @Consumes(MediaType.WILDCARD)
    @Conditional
    public StoredObject putObjectContent(
            @PathParam("accountId") UUID accountId,
            @PathParam("bucket") String bucket,
            @QueryParam("name") @Nullable String name,
            InputStream body) {
        Caller caller = current.get();
        return uploads.take(
                caller,
                accountId,
                "object.put",
                body,
                content -> objects.put(caller, accountId, bucket, or(name), content));
    }

    @DELETE
    @Path("/objects/{bucket}/content")
    @Conditional
    public void deleteObject(
            @PathParam("accountId") UUID accountId,
            @PathParam("bucket") String bucket,
            @QueryParam("name") @Nullable String name) {
        objects.delete(current.get(), accountId, bucket, or(name));
    }

    /** Without the parameter nothing is meant: there is no such thing, which is said behind the gate. */
    private static String or(@Nullable String value) {
        return value == null ? "" : value;
    }
}
