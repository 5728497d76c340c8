package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.Account;
import io.vagus.account.PublishScope;
import io.vagus.account.TraceDestination;
import io.vagus.protocol.Publication;
import io.vagus.subject.SubjectFilters;
import io.vagus.transport.MessageTrace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Whether a message asks to be traced, by {@code Nats-Trace-Dest} or by a sampled {@code traceparent}, and how. Source: ADR-41,
 * nats-server server/msgtrace.go.
 */
final class TraceRequest {

    static final String DESTINATION = MessageTrace.DESTINATION;
    static final String DISABLED = MessageTrace.DISABLED;

    private static final String ORIGIN_ACCOUNT = "Nats-Trace-Origin-Account";
    private static final String ONLY = "Nats-Trace-Only";
    private static final String ENCODING = "Accept-Encoding";
    private static final String PARENT = "traceparent";
    private static final String FIRST_LINE = "NATS/1.0\r\n";

    private TraceRequest() {}

    /** What to do with a message. */
    sealed interface Outcome {
        /** Handle it like any other, as it is now. */
        record Untraced(Publication message) implements Outcome {}

        /** Handle it and write down what becomes of it. */
        record Traced(Publication message, MessageTrace trace) implements Outcome {}

        /**
         * Drop it.
         *
         * @param refused the destination that the client may not publish to; null when that is not why
         */
        record Dropped(@Nullable String refused) implements Outcome {}
    }

    /** Whether a header block may ask for a trace: quick, and true too often rather than too rarely. */
    static boolean isPossible(ByteBuffer in, int at, int length) {
        int end = at + length;
        for (int i = at + FIRST_LINE.length() - 1; i + 1 < end; i++) {
            if (in.get(i) == '\n') {
                int first = in.get(i + 1);
                if ((first | 0x20) == 't' || first == 'N' && i + 7 < end && in.get(i + 7) == 'r') {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a message that lies in an array may ask for a trace. */
    static boolean isPossible(Publication message) {
        return message.headerLength() > 0 && isPossible(ByteBuffer.wrap(message.content()), 0, message.headerLength());
    }

    static Outcome read(ClientConnection from, PublishScope scope, Publication message) {
        Map<String, List<String>> headers = headers(message);
        String destination = first(headers, DESTINATION);
        boolean external = destination == null;
        if (DISABLED.equals(destination) || external && !isPartOfTrace(headers)) {
            return new Outcome.Untraced(message);
        }
        boolean only = !external && isOn(first(headers, ONLY));
        if (first(headers, ORIGIN_ACCOUNT) != null) {
            return only ? new Outcome.Dropped(null) : new Outcome.Untraced(disabled(message));
        }
        Account account = scope.account();
        if (destination == null) {
            TraceDestination configured = account.traceDestination();
            if (configured == null) {
                return new Outcome.Untraced(message);
            }
            int percent = configured.samplingPercent();
            if (percent > 0 && percent < 100 && ThreadLocalRandom.current().nextInt(100) > percent) {
                return new Outcome.Untraced(disabled(message));
            }
            destination = configured.subject();
        }
        if (!SubjectFilters.isLiteral(destination)) {
            return only ? new Outcome.Dropped(null) : new Outcome.Untraced(message);
        }
        byte[] subject = destination.getBytes(UTF_8);
        boolean reserved = ReservedSubjects.isGatewayReply(subject)
                || account != from.service().accounts().system() && ReservedSubjects.isRaft(subject);
        if (reserved || !scope.allows(subject)) {
            return new Outcome.Dropped(destination);
        }
        String encoding = first(headers, ENCODING);
        String target = destination;
        MessageTrace trace = new MessageTrace(
                () -> from.service().clock().now(),
                done -> TraceEvents.send(from, account, target, encoding, done),
                only,
                account.name(),
                headers,
                message.content().length);
        trace.ingress(from.id(), from.clientName(), new String(message.subject(), UTF_8));
        return new Outcome.Traced(message, trace);
    }

    private static Publication disabled(Publication message) {
        return message.withHeader(DESTINATION, DISABLED);
    }

    private static boolean isOn(@Nullable String value) {
        if (value == null) {
            return false;
        }
        String text = value.toLowerCase(Locale.ROOT);
        return text.equals("1") || text.equals("true") || text.equals("on");
    }

    private static @Nullable String first(Map<String, List<String>> headers, String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.getFirst();
    }

    private static boolean isPartOfTrace(Map<String, List<String>> headers) {
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(PARENT)
                    && header.getValue().stream().anyMatch(LatencySampling::isSampled)) {
                return true;
            }
        }
        return false;
    }

    /** The headers that have a name and a value, names as they are written. */
    private static Map<String, List<String>> headers(Publication message) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        String block = new String(message.content(), 0, message.headerLength(), UTF_8);
        if (!block.startsWith(FIRST_LINE)) {
            return headers;
        }
        int at = FIRST_LINE.length();
        while (at < block.length()) {
            int colon = block.indexOf(':', at);
            int end = colon < 0 ? -1 : block.indexOf("\r\n", colon);
            if (end < 0) {
                break;
            }
            String name = block.substring(at, colon);
            String value = block.substring(colon + 1, end).strip();
            if (!name.isEmpty() && !value.isEmpty()) {
                headers.computeIfAbsent(name, absent -> new ArrayList<>()).add(value);
            }
            at = end + 2;
        }
        return headers;
    }
}
