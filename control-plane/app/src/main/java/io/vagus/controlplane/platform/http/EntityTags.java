package io.vagus.controlplane.platform.http;

import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.Tagged;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Puts the tag of a thing on its answer; refuses conditions where none is looked at.
 *
 * <p>A tag says what its callers made of a thing, not what has become of it, so it never answers a read with 304, and no cache
 * keeps an answer: a browser would go on showing an account on its way to the nodes after it has arrived.
 */
class EntityTags {

    private static final Set<Integer> WITH_TAG = Set.of(200, 201);

    private final Preconditions preconditions;

    EntityTags(Preconditions preconditions) {
        this.preconditions = preconditions;
    }

    @ServerRequestFilter
    void check(ContainerRequestContext request, ResourceInfo operation) {
        if (request.getHeaderString(HttpHeaders.IF_MATCH) != null
                && !request.getMethod().equals("GET")
                && !operation.getResourceMethod().isAnnotationPresent(Conditional.class)) {
            throw ProblemException.invalid(
                    HttpHeaders.IF_MATCH, "is not possible here: the operation changes no single thing with an ETag");
        }
    }

    @ServerResponseFilter
    void tag(ContainerResponseContext response) {
        response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        if (response.getEntity() instanceof Tagged thing && WITH_TAG.contains(response.getStatus())) {
            response.getHeaders().putSingle(HttpHeaders.ETAG, preconditions.tag(thing));
        }
    }
}
