package io.vagus.controlplane.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vagus.controlplane.platform.Problem;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.Requests;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The rim of the HTTP server: what holds for every request and answer, the API's and all others. */
@Singleton
class Edge {

    private static final int FIRST = 1000;
    private static final int LAST_ROUTE = 100_000;
    /** After Quarkus says how large a body may become, before anybody reads it. */
    private static final int BEFORE_BODIES = -1;

    /** The operations that take files; their own limit is that of the server. */
    private static final Pattern FILES =
            Pattern.compile("/api/v1/accounts/[^/]+/jetstream/(?:restore|objects/[^/]+/content)");

    private final ObjectMapper json;
    private final SecurityHeaders headers;
    private final InstantSource clock;
    private final long maxBodyBytes;

    Edge(
            ObjectMapper json,
            SecurityHeaders headers,
            InstantSource clock,
            @ConfigProperty(name = "vagus.http.max-body-bytes") long maxBodyBytes) {
        this.json = json;
        this.headers = headers;
        this.clock = clock;
        this.maxBodyBytes = maxBodyBytes;
    }

    void filters(@Observes Filters filters) {
        filters.register(this::enter, FIRST);
    }

    void routes(@Observes Router router) {
        router.route().order(BEFORE_BODIES).handler(context -> {
            if (!takesFile(context.request())) {
                context.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, maxBodyBytes);
            }
            context.next();
        });
        router.route("/api/*").order(LAST_ROUTE).handler(context -> tell(context, ProblemException.notFound()));
        router.errorHandler(413, context -> tell(context, tooLarge()));
        router.errorHandler(400, context -> tell(context, ProblemException.malformed("The request is not HTTP.")));
    }

    private void enter(RoutingContext context) {
        Requests.assignId(context);
        Requests.arrived(context, clock.millis());
        headers.add(context.response());
        if (declaredLength(context.request()) > maxBodyBytes && !takesFile(context.request())) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            tell(context, tooLarge());
        } else {
            context.next();
        }
    }

    private static boolean takesFile(HttpServerRequest request) {
        return request.path() != null && FILES.matcher(request.path()).matches();
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static ProblemException tooLarge() {
        return ProblemException.ofStatus(413, "The body is too large");
    }

    private void tell(RoutingContext context, ProblemException failure) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.headWritten()) {
            return;
        }
        response.setStatusCode(failure.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(written(failure.problem(Requests.id(context))));
    }

    private String written(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
