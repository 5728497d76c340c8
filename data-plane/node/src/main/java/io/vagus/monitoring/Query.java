package io.vagus.monitoring;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options behind the question mark of a monitoring URL; the first of several equal names counts. */
final class Query {
    private final Map<String, String> values = new HashMap<>();

    /** @throws MonitoringException when it is not well encoded */
    Query(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            values.putIfAbsent(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
    }

    String text(String name) {
        return values.getOrDefault(name, "");
    }

    boolean flag(String name) {
        String text = text(name);
        return switch (text) {
            case "", "0", "f", "F", "false", "FALSE", "False" -> false;
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            default ->
                throw new MonitoringException("Error decoding boolean for '" + name + "': strconv.ParseBool: parsing \""
                        + text + "\": invalid syntax");
        };
    }

    int integer(String name) {
        String text = text(name);
        try {
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException malformed) {
            throw new MonitoringException(
                    "Error decoding int for '" + name + "': strconv.Atoi: parsing \"" + text + "\": invalid syntax");
        }
    }

    long unsigned(String name) {
        String text = text(name);
        try {
            return text.isEmpty() ? 0 : Long.parseUnsignedLong(text);
        } catch (NumberFormatException malformed) {
            throw new MonitoringException("Error decoding uint64 for '" + name + "': strconv.ParseUint: parsing \""
                    + text + "\": invalid syntax");
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new MonitoringException("Error decoding query");
        }
    }
}
