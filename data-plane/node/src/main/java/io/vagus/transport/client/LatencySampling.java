package io.vagus.transport.client;

import io.vagus.account.sharing.ServiceLatency;
import io.vagus.protocol.HeaderBlock;
import io.vagus.protocol.Publication;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request to a service is measured: by lot, or since its tracing headers say that it is traced. Source: ADR-3,
 * nats-server shouldSample.
 */
final class LatencySampling {

    private static final int HEXADECIMAL = 16;

    private LatencySampling() {}

    /**
     * The outcome.
     *
     * @param headers the tracing headers that decided; empty when the lot did
     */
    record Decision(boolean measured, Map<String, List<String>> headers) {
        static final Decision NO = new Decision(false, Map.of());
        static final Decision YES = new Decision(true, Map.of());

        private static Decision by(Map<String, List<String>> headers) {
            return new Decision(true, headers);
        }
    }

    static Decision decide(ServiceLatency latency, Publication request) {
        int percent = latency.samplingPercent();
        if (percent >= ServiceLatency.EVERY_REQUEST
                || percent > 0 && ThreadLocalRandom.current().nextInt(100) <= percent) {
            return Decision.YES;
        }
        return request.headerLength() <= 0
                ? Decision.NO
                : byHeaders(canonical(HeaderBlock.all(request.content(), request.headerLength())));
    }

    /** Header names as MIME writes them: {@code uber-trace-id} becomes {@code Uber-Trace-Id}. */
    private static Map<String, List<String>> canonical(Map<String, List<String>> headers) {
        Map<String, List<String>> renamed = new TreeMap<>();
        headers.forEach((name, values) -> {
            StringBuilder text = new StringBuilder();
            boolean upper = true;
            for (char c : name.toCharArray()) {
                text.append(upper ? Character.toUpperCase(c) : Character.toLowerCase(c));
                upper = c == '-';
            }
            renamed.putIfAbsent(text.toString(), values);
        });
        return renamed;
    }

    private static Decision byHeaders(Map<String, List<String>> headers) {
        String uber = first(headers, "Uber-Trace-Id");
        if (uber != null) {
            return isUberSampled(uber) ? Decision.by(only(headers, "Uber-Trace-Id", "Uberctx-")) : Decision.NO;
        }
        String sampled = first(headers, "X-B3-Sampled");
        if ("1".equals(sampled) || !"0".equals(sampled) && headers.containsKey("X-B3-Traceid")) {
            return Decision.by(only(headers, "X-B3-Sampled", "X-B3-Traceid", "X-B3-Parentspanid", "X-B3-Spanid"));
        }
        if ("0".equals(sampled)) {
            return Decision.NO;
        }
        String b3 = first(headers, "B3");
        if (b3 != null) {
            String[] parts = b3.split("-", -1);
            boolean denied = parts.length > 2 && parts[2].equals("0") || parts.length == 1 && parts[0].equals("0");
            return denied ? Decision.NO : Decision.by(only(headers, "B3"));
        }
        String parent = first(headers, "Traceparent");
        return parent != null && isSampled(parent)
                ? Decision.by(only(headers, "Traceparent", "Tracestate"))
                : Decision.NO;
    }

    private static @Nullable String first(Map<String, List<String>> headers, String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.getFirst();
    }

    private static boolean isUberSampled(String value) {
        String[] parts = value.split(":", -1);
        if (parts.length != 4 || parts[3].isEmpty() || parts[3].length() > 2) {
            return false;
        }
        Integer flags = hexadecimal(parts[3]);
        return flags != null && (flags & 1) == 1;
    }

    /** Whether a W3C {@code traceparent} has the sampled bit. */
    static boolean isSampled(String traceparent) {
        String[] parts = traceparent.split("-", -1);
        if (parts.length != 4 || parts[3].length() != 2) {
            return false;
        }
        Integer flags = hexadecimal(parts[3]);
        return flags != null && flags <= Byte.MAX_VALUE && (flags & 1) == 1;
    }

    private static @Nullable Integer hexadecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.digit(text.charAt(i), HEXADECIMAL) < 0) {
                return null;
            }
        }
        return Integer.valueOf(text, HEXADECIMAL);
    }

    /** The headers of these names, and those that begin with a name that ends in a dash. */
    private static Map<String, List<String>> only(Map<String, List<String>> headers, String... names) {
        Map<String, List<String>> kept = new TreeMap<>();
        headers.forEach((name, values) -> {
            for (String wanted : names) {
                if (name.equals(wanted) || wanted.endsWith("-") && name.startsWith(wanted)) {
                    kept.put(name, values);
                }
            }
        });
        return kept;
    }
}
