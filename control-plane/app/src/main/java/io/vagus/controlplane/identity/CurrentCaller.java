package io.vagus.controlplane.identity;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.Requests;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.List;

/** The caller of the request at hand. */
@RequestScoped
public class CurrentCaller {

    static final String PERSON = "vagus.person";
    static final String KIND = "vagus.caller-kind";
    static final String SCOPE = "vagus.token-scope";
    static final String GRANTS = "vagus.grants";

    private final SecurityIdentity identity;
    private final CurrentVertxRequest request;
    private final RateLimits limits;

    CurrentCaller(SecurityIdentity identity, CurrentVertxRequest request, RateLimits limits) {
        this.identity = identity;
        this.request = request;
        this.limits = limits;
    }

    /** The caller; ends the request when there is none, and when they ask too often. */
    public Caller get() {
        Person person = identity.getAttribute(PERSON);
        Caller.Kind kind = identity.getAttribute(KIND);
        TokenScope scope = identity.getAttribute(SCOPE);
        if (person == null || kind == null || scope == null) {
            throw ProblemException.unauthorized();
        }
        RoutingContext context = request.getCurrent();
        if (context != null) {
            count(context.response(), limits.take(person.id()));
        }
        List<Grant> grants = identity.getAttribute(GRANTS);
        return new Caller(
                person.id(),
                person.email(),
                kind,
                scope,
                grants == null ? List.of() : grants,
                Requests.id(request.getCurrent()));
    }

    private static void count(HttpServerResponse response, RateLimits.Standing standing) {
        response.putHeader("RateLimit-Limit", Long.toString(standing.limit()))
                .putHeader("RateLimit-Remaining", Long.toString(standing.remaining()))
                .putHeader("RateLimit-Reset", Long.toString(standing.resetSeconds()));
        if (standing.refused()) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(standing.retrySeconds()));
            throw ProblemException.tooMany();
        }
    }
}
