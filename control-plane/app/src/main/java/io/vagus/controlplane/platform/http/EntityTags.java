package io.vagus.controlplane.platform.http;

import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.Tagged;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Puts the tag of a thing on its answer; a reader who has that version already gets 304 and no body. */
class EntityTags {

    private static final Set<Integer> WITH_TAG = Set.of(200, 201);

    private final Preconditions preconditions;

    EntityTags(Preconditions preconditions) {
        this.preconditions = preconditions;
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
