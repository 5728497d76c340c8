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

/** Puts the tag of a thing on its answer; a reader who has that version gets 304 and no body; refuses conditions where none is looked at. */
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
    void tag(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Tagged thing && WITH_TAG.contains(response.getStatus())) {
            String tag = preconditions.tag(thing);
            response.getHeaders().putSingle(HttpHeaders.ETAG, tag);
            String known = request.getHeaderString(HttpHeaders.IF_NONE_MATCH);
            if (request.getMethod().equals("GET") && known != null && Preconditions.matches(known, tag)) {
                response.setStatus(304);
                response.setEntity(null);
            }
        }
    }
}
