package io.vagus.controlplane.platform.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vagus.controlplane.platform.ActsOutside;
import io.vagus.controlplane.platform.DryRun;
import io.vagus.controlplane.platform.ProblemException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Refuses a dry run where there is none, and says on the answer that it was one. */
class DryRuns {

    private final CurrentVertxRequest current;

    DryRuns(CurrentVertxRequest current) {
        this.current = current;
    }

    @ServerRequestFilter
    void check(ResourceInfo operation) {
        if (DryRun.isWanted(current.getCurrent())
                && (operation.getResourceMethod().isAnnotationPresent(ActsOutside.class)
                        || operation.getResourceClass().isAnnotationPresent(ActsOutside.class))) {
            throw ProblemException.invalid(
                    DryRun.PARAMETER, "is not possible here: the operation acts outside the database");
        }
    }

    @ServerResponseFilter
    void mark(ContainerResponseContext response) {
        RoutingContext request = current.getCurrent();
        if (request != null && "true".equals(request.request().getParam(DryRun.PARAMETER))) {
            response.getHeaders().putSingle(DryRun.HEADER, "true");
        }
    }
}
