package io.vagus.transport.client;

import org.jspecify.annotations.Nullable;

/**
 * An address that clients are told: {@code host} or {@code host:port}, IPv6 hosts with a port in brackets.
 *
 * @param port 0 when none is named
 */
public record Advertised(String host, int port) {

    /** Reads an address; null for null or for what is none. */
    public static @Nullable Advertised of(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String trimmed = text.strip();
        int colon = trimmed.lastIndexOf(':');
        boolean bracketed = trimmed.startsWith("[");
        if (colon < 0 || (bracketed && trimmed.endsWith("]")) || (!bracketed && trimmed.indexOf(':') != colon)) {
            return new Advertised(withoutBrackets(trimmed), 0);
        }
        try {
            int port = Integer.parseInt(trimmed.substring(colon + 1).strip());
            return port < -1 || port > 65_535
                    ? null
                    : new Advertised(withoutBrackets(trimmed.substring(0, colon).strip()), Math.max(0, port));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
