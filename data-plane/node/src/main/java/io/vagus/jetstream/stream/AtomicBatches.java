package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.StreamConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Batches that are stored as a whole or not at all (ADR-50): messages are kept until the last one comes, then each is checked
 * against what the ones before it will have done, then all are stored. Owned by the stream.
 */
public final class AtomicBatches {
    private static final int MAX_ID_BYTES = 64;

    /** What a batch may be, as configured. */
    public record Limits(int perStream, int messages, long timeoutNanos) {}

    /** What a message of a batch leads to. */
    sealed interface Outcome {
        /** It waits for the others. */
        record Staged() implements Outcome {}

        record Refused(ApiError error) implements Outcome {}

        /** All are stored as these. */
        record Commit(String id, List<Decision.Store> messages) implements Outcome {}
    }

    private static final class Batch {
        private final List<Inbound> messages = new ArrayList<>();
        private long count;
        private long deadline;
        private long bytes;
    }

    private final Stream stream;
    private final Map<String, Batch> batches = new HashMap<>();

    AtomicBatches(Stream stream) {
        this.stream = stream;
    }

    private Limits limits() {
        return stream.world().batchLimits();
    }

    /** The id of the batch that a message belongs to; empty for none. */
    static String idOf(byte @Nullable [] headers) {
        return HeaderBlock.text(headers, HeaderNames.BATCH_ID);
    }

    /** Takes a message that belongs to a batch. */
    Outcome take(String id, Inbound message, long now) {
        StreamConfig config = stream.config();
        ApiError error = early(id, config, message);
        if (error != null) {
            return new Outcome.Refused(error);
        }
        byte[] headers = message.headers();
        long sequence = MessageTtl.Digits.parse(HeaderBlock.text(headers, HeaderNames.BATCH_SEQUENCE));
        if (sequence < 0) {
            return new Outcome.Refused(ErrorCode.ATOMIC_PUBLISH_MISSING_SEQ.error());
        }
        String commit = HeaderBlock.value(headers, HeaderNames.BATCH_COMMIT);
        boolean withoutLast = "eob".equals(commit);
        Batch batch = batches.get(id);
        if (batch == null) {
            error = opening(sequence, withoutLast);
            if (error != null) {
                return new Outcome.Refused(error);
            }
            batch = new Batch();
            batches.put(id, batch);
        }
        if (commit != null && !withoutLast && !commit.equals("1")) {
            end(id);
            return new Outcome.Refused(ErrorCode.ATOMIC_PUBLISH_INVALID_BATCH_COMMIT.error());
        }
        batch.count++;
        if (batch.count != sequence || sequence == 1 && withoutLast) {
            end(id);
            abandon(id, "incomplete");
            return new Outcome.Refused(ErrorCode.ATOMIC_PUBLISH_INCOMPLETE_BATCH.error());
        }
        if ((withoutLast ? sequence - 1 : sequence) > limits().messages()) {
            end(id);
            abandon(id, "large");
            return new Outcome.Refused(ErrorCode.ATOMIC_PUBLISH_TOO_LARGE_BATCH.error(limits().messages()));
        }
        if (!withoutLast) {
            batch.messages.add(message);
            batch.bytes += message.payload().length + (headers == null ? 0 : headers.length);
        }
        batch.deadline = now + limits().timeoutNanos();
        stream.timers().sooner(Timers.Kind.BATCHES, batch.deadline);
        if (commit == null) {
            return new Outcome.Staged();
        }
        end(id);
        return commit(id, batch, withoutLast, now);
    }

    private @Nullable ApiError early(String id, StreamConfig config, Inbound message) {
        if (config.sealed()) {
            return ErrorCode.STREAM_SEALED.error();
        }
        if (stream.world().isServerFull(config.storage())) {
            return ErrorCode.INSUFFICIENT_RESOURCES.error();
        }
        long staged = 0;
        for (Batch each : batches.values()) {
            staged += each.bytes;
        }
        byte[] headers = message.headers();
        int head = headers == null ? 0 : headers.length;
        if (!stream.world().hasRoom(config.storage(), config.replicas(), staged + head + message.payload().length)) {
            return ErrorCode.ACCOUNT_RESOURCES_EXCEEDED.error();
        }
        if (config.maxMessageBytes() >= 0 && (long) head + message.payload().length > config.maxMessageBytes()) {
            return ErrorCode.STREAM_MESSAGE_EXCEEDS_MAXIMUM.error();
        }
        if (!config.allowAtomic()) {
            return ErrorCode.ATOMIC_PUBLISH_DISABLED.error();
        }
        return id.getBytes(UTF_8).length > MAX_ID_BYTES ? ErrorCode.ATOMIC_PUBLISH_INVALID_BATCH_ID.error() : null;
    }

    private @Nullable ApiError opening(long sequence, boolean withoutLast) {
        if (sequence != 1) {
            long size = withoutLast ? sequence - 1 : sequence;
            return size > limits().messages()
                    ? ErrorCode.ATOMIC_PUBLISH_TOO_LARGE_BATCH.error(limits().messages())
                    : ErrorCode.ATOMIC_PUBLISH_INCOMPLETE_BATCH.error();
        }
        if (batches.size() >= limits().perStream() || !stream.world().openBatch()) {
            return ErrorCode.ATOMIC_PUBLISH_TOO_MANY_INFLIGHT.error();
        }
        return null;
    }

    private void end(String id) {
        if (batches.remove(id) != null) {
            stream.world().closeBatch();
        }
    }

    private Outcome commit(String id, Batch batch, boolean withoutLast, long now) {
        BatchRules rules = new BatchRules(stream, now);
        int last = batch.messages.size() - 1;
        for (int i = 0; i <= last; i++) {
            Inbound message = batch.messages.get(i);
            if (withoutLast && i == last) {
                message = message.withHeaders(HeaderBlock.replacing(message.headers(), "Nats-Batch-Commit", "1"));
            }
            ApiError error = rules.check(message);
            if (error != null) {
                return new Outcome.Refused(error);
            }
        }
        return new Outcome.Commit(id, rules.accepted());
    }

    /** Gives up what has waited too long; when the next one will have. */
    long expire(long now) {
        long next = Timers.NEVER;
        for (Iterator<Map.Entry<String, Batch>> each = batches.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Batch> entry = each.next();
            if (entry.getValue().deadline <= now) {
                each.remove();
                stream.world().closeBatch();
                abandon(entry.getKey(), "timeout");
            } else {
                next = Math.min(next, entry.getValue().deadline);
            }
        }
        return next;
    }

    /** Forgets all, since the stream ends or is changed. */
    void clear() {
        List.copyOf(batches.keySet()).forEach(this::end);
    }

    private void abandon(String id, String reason) {
        ObjectNode content = Json.object()
                .put("stream", stream.config().name())
                .put("batch", id)
                .put("reason", reason);
        Json.putPresent(content, "domain", stream.world().domain());
        stream.world()
                .advise(
                        "$JS.EVENT.ADVISORY.STREAM.BATCH_ABANDONED."
                                + stream.config().name(),
                        "stream_batch_abandoned",
                        content);
    }
}
