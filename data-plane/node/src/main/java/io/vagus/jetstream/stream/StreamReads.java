package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.Fields;
import io.vagus.jetstream.api.Json;
import io.vagus.storage.StoredMessage;
import io.vagus.storage.StreamStore;
import io.vagus.storage.SubjectFilter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads single messages of a stream for the API. */
public final class StreamReads {

    private StreamReads() {}

    /** What is asked for; numbers are 0 and texts empty where nothing is said. */
    public record GetRequest(
            long sequence,
            String lastFor,
            String nextFor,
            int batch,
            int maxBytes,
            @Nullable Instant startTime,
            List<String> multiLast,
            long upToSequence,
            @Nullable Instant upToTime,
            boolean noHeaders) {

        /** Reads a body. Errors: {@link io.vagus.jetstream.api.InvalidJson}. */
        public static GetRequest read(byte[] body, boolean strict) {
            Fields fields = Fields.of(body, "JSApiMsgGetRequest");
            GetRequest request = new GetRequest(
                    fields.cappedUint64("seq"),
                    fields.string("last_by_subj"),
                    fields.string("next_by_subj"),
                    fields.cappedGoInt("batch"),
                    fields.cappedGoInt("max_bytes"),
                    fields.time("start_time"),
                    fields.strings("multi_last"),
                    fields.uint64("up_to_seq"),
                    fields.time("up_to_time"),
                    fields.bool("no_hdr"));
            if (strict) {
                fields.refuseOthers();
            }
            return request;
        }

        /** Why this is no request for one message; null when it is. */
        public @Nullable ApiError error() {
            boolean bad = batch > 0
                    || maxBytes > 0
                    || sequence != 0 && !lastFor.isEmpty()
                    || sequence == 0 && lastFor.isEmpty() && nextFor.isEmpty() && startTime == null
                    || sequence != 0 && startTime != null
                    || startTime != null && !lastFor.isEmpty()
                    || !lastFor.isEmpty() && !nextFor.isEmpty();
            return bad ? ErrorCode.BAD_REQUEST.error() : null;
        }
    }

    static long nanos(Instant time) {
        try {
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
        } catch (ArithmeticException beyond) {
            return time.getEpochSecond() < 0 ? 0 : Long.MAX_VALUE;
        }
    }

    /** The message; null when there is none. */
    static @Nullable StoredMessage find(StreamStore store, GetRequest request) {
        Instant start = request.startTime();
        long sequence = start == null ? request.sequence() : store.sequenceAt(nanos(start));
        if (sequence != 0 && request.nextFor().isEmpty()) {
            return store.load(sequence);
        }
        return request.nextFor().isEmpty()
                ? store.last(SubjectFilter.of(request.lastFor()))
                : store.next(SubjectFilter.of(request.nextFor()), sequence);
    }

    /** Puts a message, or why there is none, into the answer. */
    public static void get(Stream stream, GetRequest request, ObjectNode answer) {
        ApiError error = request.error();
        StoredMessage message = error == null ? find(stream.store(), request) : null;
        if (message == null) {
            (error == null ? ErrorCode.NO_MESSAGE_FOUND.error() : error).putInto(answer);
            return;
        }
        ObjectNode node = answer.putObject("message");
        node.put("subject", new String(message.subject(), UTF_8));
        node.put("seq", message.sequence());
        byte[] headers = message.headers();
        if (headers != null && !request.noHeaders()) {
            node.put("hdrs", headers);
        }
        if (message.payload().length > 0) {
            node.put("data", message.payload());
        }
        node.put("time", Json.time(message.timestampNanos()));
    }
}
