package io.vagus.controlplane.platform;

import io.vagus.controlplane.telemetry.Tracing;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id that a request's answer, its audit entries and its log lines carry. */
public final class Requests {

    public static final String ID_HEADER = "X-Request-Id";
    private static final String ID = "vagus.request-id";
    private static final String ARRIVED = "vagus.request-arrived";
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Requests() {}

    /** Takes the caller's own id when it is harmless, else makes one. */
    public static void assignId(RoutingContext context) {
        HttpServerRequest request = context.request();
        String given = request.getHeader(ID_HEADER);
        String id = given != null && ACCEPTED.matcher(given).matches()
                ? given
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        context.put(ID, id);
        context.response().putHeader(ID_HEADER, id);
        Tracing.mark("vagus.request_id", id);
    }

    /** Remembers when the request came. */
    public static void arrived(RoutingContext context, long millis) {
        context.put(ARRIVED, millis);
    }

    /** When the request came, in milliseconds since 1970; 0 outside one. */
    public static long arrivedMillis(@Nullable RoutingContext context) {
        Long millis = context == null ? null : context.get(ARRIVED);
        return millis == null ? 0 : millis;
    }

    public static @Nullable String id(@Nullable RoutingContext context) {
        return context == null ? null : context.get(ID);
    }
}
