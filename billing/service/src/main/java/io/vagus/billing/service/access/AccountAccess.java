package io.vagus.billing.service.access;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import io.vagus.billing.metering.AccountKey;
import io.vagus.billing.service.platform.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Says under which key servers know an account, to callers who may see it.
 *
 * <p>Billing has no users of its own: the control plane is asked for the account with the caller's token, and its answer
 * is the permission. A permission is remembered for some seconds, so a withdrawn one works no longer than that.
 */
@ApplicationScoped
public class AccountAccess {

    static final Duration REMEMBERED = Duration.ofSeconds(3);
    static final int MAX_REMEMBERED = 10_000;
    static final int MAX_ANSWER_BYTES = 1 << 20;

    private final ControlPlaneConfig config;
    private final ObjectMapper json;
    private final HttpClient client;
    private final Cache<Permission, AccountKey> permissions = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    AccountAccess(ControlPlaneConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * The account's key on servers.
     *
     * @param authorization the caller's header
     * @return fails with a problem: 401 for a bad token, 404 for an account that is not there or not the caller's, 503
     *     when the control plane cannot say
     */
    public Uni<AccountKey> keyOf(UUID accountId, @Nullable String authorization) {
        BearerToken token = BearerToken.of(authorization);
        Permission permission = new Permission(token.sha256(), accountId);
        AccountKey remembered = permissions.getIfPresent(permission);
        if (remembered != null) {
            return Uni.createFrom().item(remembered);
        }
        return ask(accountId, token).invoke(key -> permissions.put(permission, key));
    }

    @PreDestroy
    void close() {
        client.shutdownNow();
    }

    private Uni<AccountKey> ask(UUID accountId, BearerToken token) {
        HttpRequest request = HttpRequest.newBuilder(accountUri(accountId))
                .timeout(config.timeout())
                .header("Authorization", token.header())
                .header("Accept", "application/json")
                .build();
        return Uni.createFrom()
                .completionStage(() ->
                        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES)))
                .map(this::keyIn)
                .onFailure(failure -> !(failure instanceof ProblemException))
                .transform(AccountAccess::away);
    }

    private AccountKey keyIn(HttpResponse<byte[]> response) {
        return switch (response.statusCode()) {
            case 200 -> parse(response.body());
            case 401 -> throw ProblemException.unauthorized();
            case 403, 404 -> throw ProblemException.notFound("There is no such account.");
            default -> throw away(new IOException("the control plane answered with status " + response.statusCode()));
        };
    }

    private AccountKey parse(byte[] body) {
        try {
            return new AccountKey(json.readValue(body, Account.class).publicKey());
        } catch (IOException | IllegalArgumentException unreadable) {
            throw away(unreadable);
        }
    }

    private URI accountUri(UUID accountId) {
        String base = config.url().toString();
        return URI.create((base.endsWith("/") ? base : base + "/") + "api/v1/accounts/" + accountId);
    }

    private static ProblemException away(Throwable cause) {
        return ProblemException.unavailable("The control plane is away; please try again.", cause);
    }

    private record Permission(String tokenHash, UUID accountId) {}

    /** What billing needs of an account: openapi/control-plane.yaml, `Account`. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Account(String publicKey) {

        Account {
            if (publicKey == null) {
                throw new IllegalArgumentException("an account without a public key");
            }
        }
    }
}
