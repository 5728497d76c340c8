package io.vagus.controlplane.sessions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Keycloak's account API, asked with the caller's own access token: it tells and changes what is the caller's and nothing
 * else, and the control plane needs no rights over people. When it is away, the answer is a 503 problem.
 */
@ApplicationScoped
class IdentityProvider {

    private static final int TIMEOUT_MILLIS = 5000;
    /** Of an answer; a person with a thousand sign-ins stays below. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final String UNKNOWN_VERSION = "Unknown";

    private final HttpClient client;
    private final ObjectMapper json;
    private final String url;

    IdentityProvider(Vertx vertx, ObjectMapper json, @ConfigProperty(name = "vagus.identity.account-url") String url) {
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(TIMEOUT_MILLIS)
                .setMaxPoolSize(16)
                .setKeepAliveTimeout(5));
        this.json = json;
        this.url = url;
    }

    /** The sign-ins of whom the token is, the one used last first. */
    Uni<List<SignInSession>> sessions(String token) {
        return ask(HttpMethod.GET, "/sessions/devices", token, OK).map(body -> {
            try {
                return parse(json.readTree(body.getBytes()));
            } catch (IOException e) {
                throw away(e);
            }
        });
    }

    /** Ends one of them. */
    Uni<Void> end(String token, String id) {
        return ask(HttpMethod.DELETE, "/sessions/" + URLEncoder.encode(id, StandardCharsets.UTF_8), token, NO_CONTENT)
                .replaceWithVoid();
    }

    /** Ends all but the one the token is of. */
    Uni<Void> endOthers(String token) {
        return ask(HttpMethod.DELETE, "/sessions?current=false", token, NO_CONTENT)
                .replaceWithVoid();
    }

    private Uni<Buffer> ask(HttpMethod method, String path, String token, int expected) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(url + path)
                .setTimeout(TIMEOUT_MILLIS)
                .putHeader("Accept", "application/json")
                .putHeader("Authorization", "Bearer " + token);
        return Uni.createFrom()
                .completionStage(() -> client.request(options)
                        .compose(request -> request.send())
                        .compose(response -> {
                            if (response.statusCode() == 401 || response.statusCode() == 403) {
                                return Future.failedFuture(ProblemException.forbidden(
                                        "The sign-in service does not tell this session; sign in again."));
                            }
                            if (response.statusCode() != expected) {
                                return Future.failedFuture(away(null));
                            }
                            return response.body();
                        })
                        .toCompletionStage())
                .onFailure(failure -> !(failure instanceof ProblemException))
                .transform(IdentityProvider::away)
                .invoke(body -> {
                    if (body.length() > MAX_BYTES) {
                        throw away(null);
                    }
                });
    }

    private static ProblemException away(@Nullable Throwable cause) {
        ProblemException problem = ProblemException.unavailable("The sign-in service does not answer.");
        if (cause != null) {
            problem.initCause(cause);
        }
        return problem;
    }

    private static List<SignInSession> parse(JsonNode devices) {
        List<SignInSession> found = new ArrayList<>();
        for (JsonNode device : devices) {
            for (JsonNode session : device.path("sessions")) {
                List<String> applications = new ArrayList<>();
                session.path("clients").forEach(each -> applications.add(application(each)));
                found.add(new SignInSession(
                        session.path("id").asText(),
                        session.path("current").asBoolean(),
                        versioned(session.path("browser").asText().split("/", 2)),
                        versioned(
                                device.path("os").asText(),
                                device.path("osVersion").asText()),
                        device.path("device").asText(),
                        device.path("mobile").asBoolean(),
                        session.path("ipAddress").asText(),
                        moment(session, "started"),
                        moment(session, "lastAccess"),
                        moment(session, "expires"),
                        applications));
            }
        }
        found.sort(Comparator.comparing(SignInSession::current)
                .thenComparing(SignInSession::lastUsedAt)
                .thenComparing(SignInSession::id)
                .reversed());
        return found;
    }

    private static String application(JsonNode client) {
        String name = client.path("clientName").asText();
        return name.isEmpty() ? client.path("clientId").asText() : name;
    }

    private static String versioned(String... parts) {
        boolean known = parts.length > 1 && !parts[1].isEmpty() && !parts[1].equals(UNKNOWN_VERSION);
        return known ? parts[0] + " " + parts[1] : parts[0];
    }

    private static Instant moment(JsonNode session, String name) {
        return Instant.ofEpochSecond(session.path(name).asLong());
    }
}
