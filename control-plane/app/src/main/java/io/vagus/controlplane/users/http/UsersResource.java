package io.vagus.controlplane.users.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.AccountTags;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
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
import io.vagus.controlplane.users.Credential;
import io.vagus.controlplane.users.Credentials;
import io.vagus.controlplane.users.NewUser;
import io.vagus.controlplane.users.User;
import io.vagus.controlplane.users.UserCreated;
import io.vagus.controlplane.users.Users;
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
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The user operations. */
@Path("/api/v1/accounts/{accountId}/users")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class UsersResource {

    private static final long MAX_SECONDS = 3650L * 24 * 3600;

    private static final int MAX_TAGS = 32;
    private static final int MAX_TEXT = 64;

    public record UserCreate(
            @NotNull @Name String name,
            @Nullable UUID signingKeyId,
            @Valid @Nullable Permissions permissions,
            @Valid @Nullable UserLimits limits,
            @Size(max = MAX_TAGS) @Nullable List<@NotNull @Size(max = MAX_TEXT) String> tags,

            @Nullable Boolean bearer,
            @Min(1) @Max(MAX_SECONDS) @Nullable Long expiresInSeconds) {

        NewUser wanted() {
            return new NewUser(
                    name,
                    signingKeyId,
                    permissions,
                    limits,
                    tags == null ? List.of() : AccountTags.clean(tags),
                    Boolean.TRUE.equals(bearer),
                    expiresInSeconds == null ? null : Duration.ofSeconds(expiresInSeconds));
        }
    }

    public record UserRotate(
            @Min(0) @Max(MAX_SECONDS) @Nullable Long overlapSeconds,
            @Min(1) @Max(MAX_SECONDS) @Nullable Long expiresInSeconds) {}

    /** Until when; now when nothing is said. */
    public record UsersRevoke(@Nullable Instant issuedUntil) {}

    /** How many users that concerned. */
    public record UsersRevoked(int users) {}

    private final Database database;
    private final Creation creation;
    private final CurrentCaller current;
    private final Users users;
    private final Credentials credentials;

    UsersResource(Database database, Creation creation, CurrentCaller current, Users users, Credentials credentials) {
        this.database = database;
        this.creation = creation;
        this.current = current;
        this.users = users;
        this.credentials = credentials;
    }

    @GET
    public Uni<Page<User>> listUsers(
            @PathParam("accountId") UUID accountId,
            @QueryParam("q") @Size(max = MAX_TEXT) @PlainText @Nullable String q,
            @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> users.page(work, caller, accountId, query, q == null ? "" : q));
    }

    @POST
    public Uni<RestResponse<UserCreated>> createUser(
            @PathParam("accountId") UUID accountId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid UserCreate request) {
        Caller caller = current.get();
        return creation.of(
                UserCreated.class,
                caller.personId(),
                key,
                request,
                UserCreated::withoutSecret,
                work -> users.create(work, caller, accountId, request.wanted()));
    }

    @GET
    @Path("/{userId}")
    public Uni<User> getUser(@PathParam("accountId") UUID accountId, @PathParam("userId") UUID userId) {
        Caller caller = current.get();
        return database.inTransaction(work -> users.get(work, caller, accountId, userId));
    }

    @DELETE
    @Path("/{userId}")
    @Conditional
    public Uni<Void> deleteUser(@PathParam("accountId") UUID accountId, @PathParam("userId") UUID userId) {
        Caller caller = current.get();
        return database.inTransaction(work -> users.delete(work, caller, accountId, userId));
    }

    @POST
    @Path("/{userId}/revoke")
    @Conditional
    public Uni<User> revokeUser(@PathParam("accountId") UUID accountId, @PathParam("userId") UUID userId) {
        Caller caller = current.get();
        return database.inTransaction(work -> users.revoke(work, caller, accountId, userId));
    }

    @POST
    @Path("/{userId}/rotate")
    @Conditional
    public Uni<UserCreated> rotateUser(
            @PathParam("accountId") UUID accountId,
            @PathParam("userId") UUID userId,
            @NotNull @Valid UserRotate request) {
        Caller caller = current.get();
        Duration overlap = Duration.ofSeconds(request.overlapSeconds() == null ? 0 : request.overlapSeconds());
        Duration lifetime = request.expiresInSeconds() == null ? null : Duration.ofSeconds(request.expiresInSeconds());
        return database.inTransaction(work -> users.rotate(work, caller, accountId, userId, overlap, lifetime));
    }

    @GET
    @Path("/{userId}/credentials")
    public Uni<Page<Credential>> listUserCredentials(
            @PathParam("accountId") UUID accountId, @PathParam("userId") UUID userId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> credentials.page(work, caller, accountId, userId, query));
    }

    @POST
    @Path("/revoke-all")
    public Uni<UsersRevoked> revokeUsers(@PathParam("accountId") UUID accountId, @NotNull @Valid UsersRevoke request) {
        Caller caller = current.get();
        return database.inTransaction(work -> users.revokeIssuedUntil(work, caller, accountId, request.issuedUntil())
                .map(UsersRevoked::new));
    }
}
