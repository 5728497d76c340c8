package io.vagus.controlplane.keys.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.keys.KeyDraft;
import io.vagus.controlplane.keys.SigningKey;
import io.vagus.controlplane.keys.SigningKeys;
import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.permissions.UserLimits;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Creation;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.IdempotencyKey;
import io.vagus.controlplane.platform.Name;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.PlainText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
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
import java.time.Duration;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The signing key operations. */
@Path("/api/v1/accounts/{accountId}/signing-keys")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class SigningKeysResource {

    private static final long MAX_OVERLAP_SECONDS = 365L * 24 * 3600;
    private static final int MAX_DESCRIPTION = 500;
    private static final int KEY_LENGTH = 56;

    public record SigningKeyCreate(
            @NotNull @Name String name,

            @Size(max = MAX_DESCRIPTION) @PlainText @Nullable
            String description,

            @Valid @Nullable Permissions permissions,
            @Valid @Nullable UserLimits limits,
            @Nullable Boolean bearer,
            @Nullable Boolean programmatic,
            @Size(max = KEY_LENGTH) @Nullable String publicKey) {}

    public record SigningKeyUpdate(
            @Name @Nullable String name,

            @Size(max = MAX_DESCRIPTION) @PlainText @Nullable
            String description,

            @Valid @Nullable Permissions permissions,
            @Valid @Nullable UserLimits limits,
            @Nullable Boolean bearer) {}

    public record SigningKeyRotate(
            @Min(0) @Max(MAX_OVERLAP_SECONDS) @Nullable Long overlapSeconds,
            @Size(max = KEY_LENGTH) @Nullable String publicKey) {}

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
                SigningKey::withoutSecret,
                work -> keys.create(
                        work,
                        caller,
                        accountId,
                        new KeyDraft(
                                request.name(),
                                request.description(),
                                request.permissions(),
                                request.limits(),
                                request.bearer(),
                                Boolean.TRUE.equals(request.programmatic()),
                                request.publicKey())));
    }

    @GET
    @Path("/{keyId}")
    public Uni<SigningKey> getSigningKey(@PathParam("accountId") UUID accountId, @PathParam("keyId") UUID keyId) {
        Caller caller = current.get();
        return database.inTransaction(work -> keys.get(work, caller, accountId, keyId));
    }

    @PATCH
    @Path("/{keyId}")
    @Conditional
    public Uni<SigningKey> updateSigningKey(
            @PathParam("accountId") UUID accountId,
            @PathParam("keyId") UUID keyId,
            @NotNull @Valid SigningKeyUpdate request) {
        Caller caller = current.get();
        KeyDraft draft = new KeyDraft(
                request.name(),
                request.description(),
                request.permissions(),
                request.limits(),
                request.bearer(),
                false,
                null);
        return database.inTransaction(work -> keys.update(work, caller, accountId, keyId, draft));
    }

    @POST
    @Path("/{keyId}/rotate")
    @Conditional
    public Uni<SigningKey> rotateSigningKey(
            @PathParam("accountId") UUID accountId,
            @PathParam("keyId") UUID keyId,
            @NotNull @Valid SigningKeyRotate request) {
        Caller caller = current.get();
        Duration overlap = Duration.ofSeconds(request.overlapSeconds() == null ? 0 : request.overlapSeconds());
        return database.inTransaction(
                work -> keys.rotate(work, caller, accountId, keyId, overlap, request.publicKey()));
    }

    @POST
    @Path("/{keyId}/disable")
    @Conditional
    public Uni<SigningKey> disableSigningKey(@PathParam("accountId") UUID accountId, @PathParam("keyId") UUID keyId) {
        Caller caller = current.get();
        return database.inTransaction(work -> keys.disable(work, caller, accountId, keyId));
    }

    @POST
    @Path("/{keyId}/enable")
    @Conditional
    public Uni<SigningKey> enableSigningKey(@PathParam("accountId") UUID accountId, @PathParam("keyId") UUID keyId) {
        Caller caller = current.get();
        return database.inTransaction(work -> keys.enable(work, caller, accountId, keyId));
    }

    @DELETE
    @Path("/{keyId}")
    @Conditional
    public Uni<Void> deleteSigningKey(@PathParam("accountId") UUID accountId, @PathParam("keyId") UUID keyId) {
        Caller caller = current.get();
        return database.inTransaction(work -> keys.delete(work, caller, accountId, keyId));
    }
}
