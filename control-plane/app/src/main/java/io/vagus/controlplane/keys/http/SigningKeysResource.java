package io.vagus.controlplane.keys.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.keys.Permissions;
import io.vagus.controlplane.keys.SigningKey;
import io.vagus.controlplane.keys.SigningKeys;
import io.vagus.controlplane.platform.Creation;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.IdempotencyKey;
import io.vagus.controlplane.platform.Name;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The signing key operations. */
@Path("/api/v1/accounts/{accountId}/signing-keys")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class SigningKeysResource {

    public record SigningKeyCreate(
            @NotNull @Name String name, @Valid @Nullable Permissions permissions) {}

    private final Database database;
    private final Creation creation;
    private final CurrentCaller current;
    private final SigningKeys keys;

    SigningKeysResource(Database database, Creation creation, CurrentCaller current, SigningKeys keys) {
        this.database = database;
        this.creation = creation;
        this.current = current;
        this.keys = keys;
    }

    @GET
    public Uni<Page<SigningKey>> listSigningKeys(@PathParam("accountId") UUID accountId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> keys.page(work, caller, accountId, query));
    }

    @POST
    public Uni<RestResponse<SigningKey>> createSigningKey(
            @PathParam("accountId") UUID accountId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid SigningKeyCreate request) {
        Caller caller = current.get();
        return creation.of(
                SigningKey.class,
                caller.personId(),
                key,
                request,
                work -> keys.create(work, caller, accountId, request.name(), request.permissions()));
    }

    @DELETE
    @Path("/{keyId}")
    public Uni<Void> deleteSigningKey(@PathParam("accountId") UUID accountId, @PathParam("keyId") UUID keyId) {
        Caller caller = current.get();
        return database.inTransaction(work -> keys.delete(work, caller, accountId, keyId));
    }
}
