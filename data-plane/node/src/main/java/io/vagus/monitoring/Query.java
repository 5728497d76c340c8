package io.vagus.monitoring;

import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options behind the question mark of a monitoring URL; the first of several equal names counts. */
final class Query {
    private final Map<String, String> values = new HashMap<>();

    /** Pairs that are not well encoded are left out, as nats-server does. */
    Query(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (name != null && value != null && pair.indexOf(';') < 0) {
                values.putIfAbsent(name, value);
            }
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

    /** Whether there is to be {@code detail} rather than a plain yes or no. */
    boolean detail(String name) {
        boolean detail = text(name).toLowerCase(Locale.ROOT).equals("detail");
        if (!detail) {
            flag(name);
        }
        return detail;
    }

    int integer(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("[+-]?[0-9]+")) {
            throw malformed("int", name, "Atoi", text, "invalid syntax");
        }
        BigInteger value = new BigInteger(text);
        if (value.bitLength() >= Long.SIZE) {
            throw malformed("int", name, "Atoi", text, "value out of range");
        }
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value.longValue()));
    }

    long unsigned(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("[0-9]+")) {
            throw malformed("uint64", name, "ParseUint", text, "invalid syntax");
        }
        BigInteger value = new BigInteger(text);
        if (value.bitLength() > Long.SIZE) {
            throw malformed("uint64", name, "ParseUint", text, "value out of range");
        }
        return value.longValue();
    }

    private static MonitoringException malformed(String kind, String name, String parser, String text, String why) {
        return new MonitoringException("Error decoding " + kind + " for '" + name + "': strconv." + parser
                + ": parsing \"" + text + "\": " + why);
    }

    private static @Nullable String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
