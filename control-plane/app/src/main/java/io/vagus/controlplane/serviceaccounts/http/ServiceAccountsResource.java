package io.vagus.controlplane.serviceaccounts.http;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.CurrentCaller;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Creation;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.IdempotencyKey;
import io.vagus.controlplane.platform.Name;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.serviceaccounts.ServiceAccount;
import io.vagus.controlplane.serviceaccounts.ServiceAccounts;
import io.vagus.controlplane.teams.Role;
import io.vagus.controlplane.tokens.Access;
import io.vagus.controlplane.tokens.NewToken;
import io.vagus.controlplane.tokens.Token;
import io.vagus.controlplane.tokens.TokenCreated;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
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

/** The operations on service accounts and their tokens. */
@Path("/api/v1/teams/{teamId}/service-accounts")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class ServiceAccountsResource {

    private static final Duration DEFAULT_LIFETIME = Duration.ofDays(90);
    private static final long MAX_SECONDS = 365L * 24 * 3600;

    public record ServiceAccountCreate(
            @NotNull @Name String name, @NotNull Role role) {}

    public record ServiceAccountUpdate(@NotNull Role role) {}

    public record ServiceTokenCreate(
            @NotNull @Name String name,
            @Min(1) @Max(MAX_SECONDS) @Nullable Long expiresInSeconds,
            @Nullable Access access) {

        NewToken wanted() {
            return new NewToken(
                    name,
                    expiresInSeconds == null ? DEFAULT_LIFETIME : Duration.ofSeconds(expiresInSeconds),
                    access == null ? Access.WRITE : access,
                    null,
                    null);
        }
    }

    private final Database database;
    private final Creation creation;
    private final CurrentCaller current;
    private final ServiceAccounts accounts;

    ServiceAccountsResource(Database database, Creation creation, CurrentCaller current, ServiceAccounts accounts) {
        this.database = database;
        this.creation = creation;
        this.current = current;
        this.accounts = accounts;
    }

    @GET
    public Uni<Page<ServiceAccount>> listServiceAccounts(@PathParam("teamId") UUID teamId, @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.page(work, caller, teamId, query));
    }

    @POST
    public Uni<RestResponse<ServiceAccount>> createServiceAccount(
            @PathParam("teamId") UUID teamId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid ServiceAccountCreate request) {
        Caller caller = current.get();
        return creation.of(
                ServiceAccount.class,
                caller.personId(),
                key,
                request,
                work -> accounts.create(work, caller, teamId, request.name(), request.role()));
    }

    @PATCH
    @Path("/{serviceAccountId}")
    @Conditional
    public Uni<ServiceAccount> updateServiceAccount(
            @PathParam("teamId") UUID teamId,
            @PathParam("serviceAccountId") UUID serviceAccountId,
            @NotNull @Valid ServiceAccountUpdate request) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.change(work, caller, teamId, serviceAccountId, request.role()));
    }

    @DELETE
    @Path("/{serviceAccountId}")
    @Conditional
    public Uni<Void> deleteServiceAccount(
            @PathParam("teamId") UUID teamId, @PathParam("serviceAccountId") UUID serviceAccountId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.delete(work, caller, teamId, serviceAccountId));
    }

    @GET
    @Path("/{serviceAccountId}/tokens")
    public Uni<Page<Token>> listServiceTokens(
            @PathParam("teamId") UUID teamId,
            @PathParam("serviceAccountId") UUID serviceAccountId,
            @BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.tokens(work, caller, teamId, serviceAccountId, query));
    }

    @POST
    @Path("/{serviceAccountId}/tokens")
    public Uni<RestResponse<TokenCreated>> createServiceToken(
            @PathParam("teamId") UUID teamId,
            @PathParam("serviceAccountId") UUID serviceAccountId,
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key,
            @NotNull @Valid ServiceTokenCreate request) {
        Caller caller = current.get();
        return creation.of(
                TokenCreated.class,
                caller.personId(),
                key,
                request,
                TokenCreated::withoutSecret,
                work -> accounts.createToken(work, caller, teamId, serviceAccountId, request.wanted()));
    }

    @DELETE
    @Path("/{serviceAccountId}/tokens/{tokenId}")
    @Conditional
    public Uni<Void> deleteServiceToken(
            @PathParam("teamId") UUID teamId,
            @PathParam("serviceAccountId") UUID serviceAccountId,
            @PathParam("tokenId") UUID tokenId) {
        Caller caller = current.get();
        return database.inTransaction(work -> accounts.deleteToken(work, caller, teamId, serviceAccountId, tokenId));
    }
}
