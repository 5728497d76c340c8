package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.InvalidJson;
import io.vagus.jetstream.api.Json;
import io.vagus.storage.StorageException;
import io.vagus.subject.Subjects;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fast-ingest batches (ADR-50): messages are stored as they come, acknowledged now and then, with gaps told of or ending the
 * batch. Owned by the stream.
 */
final class FastBatches {
    private static final int MAX_ID_BYTES = 64;
    private static final int MOST_FLOW = 500;
    private static final int DEFAULT_FLOW = 10;
    private static final int HIGHEST_FLOW = 65_535;
    private static final String SUFFIX = ".$FI";

    /** How the reply subject begins of what came from another account. */
    private static final byte[] CROSSED = "_R_.".getBytes(UTF_8);

    private static final class Batch {
        private final boolean gapOk;
        private final int requestedFlow;
        private int flow;
        /** The last number that came. */
        private long last;
        /** The last number that was stored or passed over. */
        private long settled;
        /** The last number that was acknowledged. */
        private long acknowledged;
        /** The stream sequence of the last message stored. */
        private long sequence;

        private boolean committing;
        private long deadline;

        Batch(boolean gapOk, int requestedFlow, int flow) {
            this.gapOk = gapOk;
            this.requestedFlow = requestedFlow;
            this.flow = flow;
        }
    }

    /** What the reply subject says: {@code <prefix>.<id>.<flow>.<gap>.<sequence>.<operation>.$FI}. */
    private record Step(String id, int flow, boolean gapOk, long sequence, int operation) {
        boolean isPing() {
            return operation == 4;
        }

        boolean endsWithout() {
            return operation == 3;
        }

        boolean commits() {
            return operation == 2 || operation == 3;
        }

        static @Nullable Step parse(String reply) {
            String[] tokens =
                    reply.substring(0, reply.length() - SUFFIX.length()).split("\\.", -1);
            int n = tokens.length;
            if (n < 5) {
                return null;
            }
            long operation = MessageTtl.Digits.parse(tokens[n - 1]);
            long sequence = MessageTtl.Digits.parse(tokens[n - 2]);
            String gap = tokens[n - 3];
            if (operation < 0
                    || operation > 4
                    || sequence <= 0
                    || sequence == 1 && operation == 3
                    || operation == 0 && sequence != 1
                    || operation == 1 && sequence <= 1
                    || !gap.equals("ok") && !gap.equals("fail")) {
                return null;
            }
            long flow = MessageTtl.Digits.parse(tokens[n - 4]);
            flow = flow <= 0 ? DEFAULT_FLOW : Math.min(flow, HIGHEST_FLOW);
            return new Step(tokens[n - 5], (int) flow, gap.equals("ok"), sequence, (int) operation);
        }
    }

    private final Stream stream;
    private final Map<String, Batch> batches = new HashMap<>();

    FastBatches(Stream stream) {
        this.stream = stream;
    }

    /**
     * What says which step of a batch the message is: its reply subject, or the one it had before it crossed into this account. Null when it
     * is part of no batch.
     */
    static byte @Nullable [] stepOf(Inbound message) {
        byte[] reply = message.reply();
        if (reply == null || isStep(reply)) {
            return reply;
        }
        return Subjects.startsWith(reply, CROSSED) ? stepBefore(message.headers()) : null;
    }

    private static byte @Nullable [] stepBefore(byte @Nullable [] headers) {
        String sender = HeaderBlock.text(headers, HeaderNames.CLIENT_INFO);
        if (sender.isEmpty()) {
            return null;
        }
        try {
            byte[] reply =
                    Json.parse(sender.getBytes(UTF_8)).path("reply").asText().getBytes(UTF_8);
            return isStep(reply) ? reply : null;
        } catch (InvalidJson notOfTheNode) {
            return null;
        }
    }

    private static boolean isStep(byte[] reply) {
        int n = reply.length;
        return n > SUFFIX.length()
                && reply[n - 4] == '.'
                && reply[n - 3] == '$'
                && reply[n - 2] == 'F'
                && reply[n - 1] == 'I';
    }

    /**
     * Takes a message of a batch.
     *
     * @param says as from {@link #stepOf}
     */
    void take(Inbound message, byte[] says, byte[] reply, long now) {
        Step step = Step.parse(new String(says, UTF_8));
        ApiError error = early(message, step);
        if (error != null || step == null) {
            refuse(reply, error == null ? ErrorCode.BATCH_PUBLISH_INVALID_PATTERN.error() : error);
            return;
        }
        Batch batch = batches.get(step.id);
        if (batch == null) {
            if (step.sequence != 1 || step.isPing()) {
                refuse(reply, ErrorCode.BATCH_PUBLISH_UNKNOWN_BATCH_ID.error());
                return;
            }
            if (batches.size() >= stream.world().fastBatchLimit()
                    || !stream.world().openFastBatch()) {
                refuse(reply, ErrorCode.BATCH_PUBLISH_TOO_MANY_INFLIGHT.error());
                return;
            }
            int flow = batches.isEmpty() ? Math.min(MOST_FLOW, step.flow) : 1;
            batch = new Batch(step.gapOk, step.flow, flow);
            batches.put(step.id, batch);
        }
        batch.deadline = now + stream.world().batchLimits().timeoutNanos();
        stream.timers().sooner(Timers.Kind.BATCHES, batch.deadline);
        if (step.isPing()) {
            ping(step, batch, reply);
        } else if (!batch.committing && inOrder(step, batch, reply)) {
            next(step, batch, message, reply, now);
        }
    }

    private @Nullable ApiError early(Inbound message, @Nullable Step step) {
        if (stream.config().sealed()) {
            return ErrorCode.STREAM_SEALED.error();
        }
        ApiError size = PublishRules.sizeError(stream.config(), message.headers(), message.payload());
        if (size != null) {
            return size;
        }
        if (!stream.config().allowBatched()) {
            return ErrorCode.BATCH_PUBLISH_DISABLED.error();
        }
        return step != null && step.id.getBytes(UTF_8).length > MAX_ID_BYTES
                ? ErrorCode.BATCH_PUBLISH_INVALID_BATCH_ID.error()
                : null;
    }

    private void ping(Step step, Batch batch, byte[] reply) {
        if (step.sequence > batch.last) {
            gap(reply, batch.last + 1, step.sequence + 1);
            if (!batch.gapOk) {
                commit(step.id, batch, reply);
                return;
            }
            batch.last = step.sequence;
            batch.settled = step.sequence;
            if (flow(batch, reply)) {
                return;
            }
        }
        acknowledge(batch, reply);
    }

    /** Whether the message is the next one, or may be though some are missing. */
    private boolean inOrder(Step step, Batch batch, byte[] reply) {
        batch.last++;
        if (batch.last == step.sequence) {
            return true;
        }
        gap(reply, batch.last, step.sequence);
        if (batch.gapOk && step.sequence > batch.last) {
            batch.last = step.sequence;
            return true;
        }
        batch.last--;
        commit(step.id, batch, reply);
        return false;
    }

    private void next(Step step, Batch batch, Inbound message, byte[] reply, long now) {
        if (step.endsWithout()) {
            batch.last--;
            batch.settled = batch.last;
            commit(step.id, batch, reply);
            return;
        }
        batch.committing = step.commits();
        if (step.sequence == 1 && !step.commits() && !stream.config().noAck()) {
            flowAck(reply, 0, batch.flow, 0);
        }
        try {
            store(step, batch, message, reply, now);
        } catch (StorageException e) {
            // What it is judged by cannot be read: it is missing in the batch like any that is refused.
            stream.unread(e);
            failed(step, batch, Stream.UNREADABLE, reply);
        }
    }

    private void store(Step step, Batch batch, Inbound message, byte[] reply, long now) {
        byte[] subject = stream.transformed(message.subject());
        Decision decision = PublishRules.decide(stream.view(), message, subject, now);
        ApiError error = decision instanceof Decision.Refuse refusal ? refusal.error() : null;
        if (decision instanceof Decision.Store store) {
            Stream.Result result = stream.append(store);
            error = result.error();
            if (error == null) {
                batch.sequence = result.sequence();
                batch.settled = batch.last;
                stored(step, batch, reply);
                return;
            }
        }
        if (decision instanceof Decision.Duplicate duplicate) {
            duplicate(step, batch, duplicate.sequence(), reply);
        } else if (error != null) {
            failed(step, batch, error, reply);
        }
    }

    private void stored(Step step, Batch batch, byte[] reply) {
        if (batch.committing) {
            commit(step.id, batch, reply);
        } else {
            flow(batch, reply);
        }
    }

    private void duplicate(Step step, Batch batch, long sequence, byte[] reply) {
        batch.settled = step.sequence;
        if (!step.commits()) {
            flow(batch, reply);
            return;
        }
        if (!step.gapOk && batch.last == 1) {
            close(step.id);
            stream.answerStored(reply, stream.acks().duplicateBatch(sequence, step.id, step.sequence), sequence);
            return;
        }
        commit(step.id, batch, reply);
    }

    private void failed(Step step, Batch batch, ApiError error, byte[] reply) {
        if (!step.gapOk && batch.last == 1) {
            close(step.id);
            refuse(reply, error);
            return;
        }
        ObjectNode node = Json.object().put("type", "err").put("seq", step.sequence);
        error.putInto(node);
        stream.answer(reply, Json.bytes(node));
        if (step.gapOk && !step.commits()) {
            batch.settled = batch.last;
            return;
        }
        batch.last--;
        batch.settled = batch.last;
        commit(step.id, batch, reply);
    }

    /** It may have ended before, with all others, when what was stored was taken back. */
    private void close(String id) {
        if (batches.remove(id) != null) {
            stream.world().closeFastBatch();
        }
    }

    /** Ends the batch and says what came of it. */
    private void commit(String id, Batch batch, byte[] reply) {
        close(id);
        if (!stream.config().noAck()) {
            stream.answerStored(reply, stream.acks().batch(batch.sequence, id, batch.last), batch.sequence);
        }
    }

    /** Acknowledges when so many messages have come; each time it may become more, or fewer. */
    private boolean flow(Batch batch, byte[] reply) {
        long steps = (batch.settled - batch.acknowledged) / batch.flow;
        if (steps <= 0) {
            return false;
        }
        batch.acknowledged += steps * batch.flow;
        int most = Math.min(batch.requestedFlow, Math.max(1, MOST_FLOW / Math.max(1, batches.size())));
        batch.flow = batch.flow < most ? Math.min(most, batch.flow * 2) : Math.max(most, batch.flow / 2);
        acknowledge(batch, reply);
        return true;
    }

    private void acknowledge(Batch batch, byte[] reply) {
        flowAck(reply, batch.acknowledged, batch.flow, batch.sequence);
    }

    private void flowAck(byte[] reply, long sequence, int flow, long stored) {
        byte[] body =
                Json.bytes(Json.object().put("type", "ack").put("seq", sequence).put("msgs", flow));
        stream.answerStored(reply, body, stored);
    }

    private void gap(byte[] reply, long expected, long came) {
        stream.answer(
                reply,
                Json.bytes(Json.object()
                        .put("type", "gap")
                        .put("last_seq", expected)
                        .put("seq", came)));
    }

    private void refuse(byte[] reply, ApiError error) {
        if (!stream.config().noAck()) {
            stream.answer(reply, stream.acks().refused(error));
        }
    }

    /** Forgets what has waited too long; when the next one will have. */
    long expire(long now) {
        long next = Timers.NEVER;
        for (Iterator<Batch> each = batches.values().iterator(); each.hasNext(); ) {
            Batch batch = each.next();
            if (batch.deadline <= now) {
                each.remove();
                stream.world().closeFastBatch();
            } else {
                next = Math.min(next, batch.deadline);
            }
        }
        return next;
    }

    /** Forgets all. */
    void clear() {
        batches.keySet().forEach(id -> stream.world().closeFastBatch());
        batches.clear();
    }
}
