package io.vagus.controlplane.portal.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * The portal's files and its addresses. Its pages have addresses that are not files, such as {@code /teams/1}: whoever asks
 * for one of those gets the start page, which knows what to show. Files are told from pages by the dot in their name.
 */
@Singleton
class PortalRoutes {

    private static final int BEFORE_FILES = -10_000;
    private static final String START_PAGE = "/";

    void routes(@Observes Router router) {
        router.get("/*").order(BEFORE_FILES).handler(PortalRoutes::cache);
        router.get("/*").order(BEFORE_FILES + 1).handler(PortalRoutes::page);
        router.head("/*").order(BEFORE_FILES + 1).handler(PortalRoutes::page);
    }

    /** Names under assets carry a digest of their content; everything else may change with the next release. */
    private static void cache(RoutingContext context) {
        boolean immutable = context.normalizedPath().startsWith("/assets/");
        context.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, immutable ? "public, max-age=31536000, immutable" : "no-cache");
        context.next();
    }

    private static void page(RoutingContext context) {
        String path = context.normalizedPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        boolean ours = path.startsWith("/api/") || path.startsWith("/q/") || path.startsWith("/openapi/");
        if (ours || last.contains(".") || path.equals(START_PAGE)) {
            context.next();
        } else {
            context.reroute(context.request().method(), START_PAGE);
        }
    }
}
