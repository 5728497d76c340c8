package io.vagus.transport.websocket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a page from some origin may connect. Who names no origin is no page, and may. */
final class OriginCheck {

    private OriginCheck() {}

    /** Why it may not; null when it may. */
    static @Nullable String problem(WebSocketOptions options, String host, @Nullable String origin) {
        if ((!options.sameOrigin() && options.allowedOrigins().isEmpty()) || origin == null || origin.isEmpty()) {
            return null;
        }
        WebSocketOptions.Origin from = parse(origin);
        if (from == null) {
            return "invalid origin";
        }
        if (options.sameOrigin()) {
            String scheme = options.tls() == null ? "http" : "https";
            WebSocketOptions.Origin own = parse(scheme + "://" + host);
            if (own == null || !own.equals(from)) {
                return "not same origin";
            }
        }
        if (!options.allowedOrigins().isEmpty() && !options.allowedOrigins().contains(from)) {
            return "not in the allowed list";
        }
        return null;
    }

    private static WebSocketOptions.@Nullable Origin parse(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            String host = uri.getHost();
            if (scheme == null || host == null) {
                return null;
            }
            int standard = scheme.equalsIgnoreCase("https") ? 443 : 80;
            return new WebSocketOptions.Origin(
                    scheme.toLowerCase(Locale.ROOT),
                    host.toLowerCase(Locale.ROOT),
                    uri.getPort() < 0 ? standard : uri.getPort());
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
