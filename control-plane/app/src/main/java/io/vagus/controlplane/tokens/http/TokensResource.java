package io.vagus.controlplane.tokens.http;

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
import io.vagus.controlplane.tokens.Access;
import io.vagus.controlplane.tokens.NewToken;
import io.vagus.controlplane.tokens.Token;
import io.vagus.controlplane.tokens.TokenCreated;
import io.vagus.controlplane.tokens.Tokens;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
import java.time.Duration;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The token operations. */
@Path("/api/v1/tokens")
@Authenticated
@Consumes(MediaType.APPLICATION_JSON)
public class TokensResource {

    private static final Duration DEFAULT_LIFETIME = Duration.ofDays(90);
    private static final long MAX_SECONDS = 365L * 24 * 3600;

    public record TokenCreate(
            @NotNull @Name String name,
            @Min(1) @Max(MAX_SECONDS) @Nullable Long expiresInSeconds,
            @Nullable Access access,
            @Nullable UUID teamId,
            @Nullable UUID accountId) {

        NewToken wanted() {
            return new NewToken(
                    name,
                    expiresInSeconds == null ? DEFAULT_LIFETIME : Duration.ofSeconds(expiresInSeconds),
                    access == null ? Access.WRITE : access,
                    teamId,
                    accountId);
        }
    }

    private final Database database;
    private final Creation creation;
    private final CurrentCaller current;
    private final Tokens tokens;

    TokensResource(Database database, Creation creation, CurrentCaller current, Tokens tokens) {
        this.database = database;
        this.creation = creation;
        this.current = current;
        this.tokens = tokens;
    }

    @GET
    public Uni<Page<Token>> listTokens(@BeanParam PageQuery query) {
        Caller caller = current.get();
        return database.inTransaction(work -> tokens.page(work, caller, query));
    }

    @POST
    public Uni<RestResponse<TokenCreated>> createToken(
            @HeaderParam(IdempotencyKey.HEADER) @Nullable IdempotencyKey key, @NotNull @Valid TokenCreate request) {
        Caller caller = current.get();
        return creation.of(
                TokenCreated.class,
                caller.personId(),
                key,
                request,
                TokenCreated::withoutSecret,
                work -> tokens.create(work, caller, request.wanted()));
    }

    @DELETE
    @Path("/{tokenId}")
    @Conditional
    public Uni<Void> deleteToken(@PathParam("tokenId") UUID tokenId) {
        Caller caller = current.get();
        return database.inTransaction(work -> tokens.delete(work, caller, tokenId));
    }
}
