package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.Json;
import io.vagus.storage.StoredMessage;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Distributed counters (ADR-49): each message holds the value so far, {@code {"val":"42"}}, and which part of it came from which
 * other stream. Pure.
 */
final class Counters {
    private static final int MAX_DIGITS = 20_000;

    private Counters() {}

    /** What is stored. */
    record Outcome(byte @Nullable [] headers, byte[] payload, String value) {}

    /** The number; null when the text is none. */
    static @Nullable BigInteger number(String text) {
        if (text.length() > MAX_DIGITS) {
            return null;
        }
        try {
            return new BigInteger(text.startsWith("+") ? text.substring(1) : text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    /** The counter after an increment; null when what is there is no counter. */
    static @Nullable Outcome add(
            @Nullable StoredMessage last, BigInteger by, String subject, byte @Nullable [] headers, byte[] payload) {
        BigInteger value = BigInteger.ZERO;
        Map<String, Map<String, String>> sources = new TreeMap<>();
        if (last != null) {
            BigInteger found = value(last.payload());
            if (found == null || !readSources(HeaderBlock.text(last.headers(), HeaderNames.COUNTER_SOURCES), sources)) {
                return null;
            }
            value = found;
        }
        byte[] changed = headers;
        BigInteger change = by;
        String source = HeaderBlock.text(headers, HeaderNames.STREAM_SOURCE);
        if (!source.isEmpty()) {
            BigInteger theirs = value(payload);
            if (theirs == null) {
                return null;
            }
            String[] fields = source.split(" ", -1);
            String origin = fields.length >= 5 ? fields[4] : subject;
            String before = sources.computeIfAbsent(fields[0], absent -> new TreeMap<>())
                    .put(origin, theirs.toString());
            BigInteger previous = before == null ? null : number(before);
            change = theirs.subtract(previous == null ? BigInteger.ZERO : previous);
            changed = HeaderBlock.replacing(changed, "Nats-Incr", change.toString());
        }
        value = value.add(change);
        if (!sources.isEmpty()) {
            ObjectNode node = Json.object();
            sources.forEach((stream, subjects) -> subjects.forEach(node.putObject(stream)::put));
            changed = HeaderBlock.replacing(changed, "Nats-Counter-Sources", Json.text(node));
        }
        String text = value.toString();
        return new Outcome(changed, ("{\"val\":\"" + text + "\"}").getBytes(UTF_8), text);
    }

    private static @Nullable BigInteger value(byte[] payload) {
        ObjectNode node = Json.parseOrNull(payload);
        JsonNode value = node == null ? null : node.get("val");
        return value == null || !value.isTextual() ? null : number(value.textValue());
    }

    private static boolean readSources(String text, Map<String, Map<String, String>> into) {
        if (text.isEmpty()) {
            return true;
        }
        ObjectNode node = Json.parseOrNull(text.getBytes(UTF_8));
        if (node == null) {
            return false;
        }
        for (Map.Entry<String, JsonNode> stream : node.properties()) {
            Map<String, String> subjects = into.computeIfAbsent(stream.getKey(), absent -> new TreeMap<>());
            for (Map.Entry<String, JsonNode> subject : stream.getValue().properties()) {
                subjects.put(subject.getKey(), subject.getValue().asText());
            }
        }
        return true;
    }
}
