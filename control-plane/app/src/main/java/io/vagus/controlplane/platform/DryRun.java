package io.vagus.controlplane.platform;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * {@code ?dry_run=true}: the request is done up to the end and then undone, so that the answer is the one it would get. For what
 * is done in the database alone; an operation that acts elsewhere is marked {@link ActsOutside} and refuses.
 */
@ApplicationScoped
public class DryRun {

    public static final String PARAMETER = "dry_run";
    public static final String HEADER = "Dry-Run";

    private final CurrentVertxRequest current;

    DryRun(CurrentVertxRequest current) {
        this.current = current;
    }

    /** Whether the request at hand, if there is one, only wants to know. */
    boolean isWanted() {
        return Arc.container().requestContext().isActive() && isWanted(current.getCurrent());
    }

    /** Any value but {@code true} and {@code false} ends the request with 400. */
    public static boolean isWanted(@Nullable RoutingContext request) {
        String value = request == null ? null : request.request().getParam(PARAMETER);
        if (value == null || value.equals("false")) {
            return false;
        }
        if (!value.equals("true")) {
            throw ProblemException.invalid(PARAMETER, "must be true or false");
        }
        return true;
    }
}
