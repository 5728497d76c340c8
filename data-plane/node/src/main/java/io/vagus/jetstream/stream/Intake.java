package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfig.SubjectTransformConfig;
import io.vagus.jetstream.stream.Decision.Rollup;
import io.vagus.storage.StreamStore;
import io.vagus.subject.InvalidTransformException;
import io.vagus.subject.SubjectTransform;
import io.vagus.transport.MessageTrace;
import org.jspecify.annotations.Nullable;

/**
 * How messages come into one stream: from clients one by one, in atomic batches, in fast batches; from sources; from the mirrored
 * stream. Owned by the stream.
 */
final class Intake {
    private static final byte[] NOTHING = {};
    private static final byte[] TOO_MANY = "NATS/1.0 429 Too Many Requests\r\n\r\n".getBytes(UTF_8);

    private final Stream stream;
    private final AtomicBatches batches;
    private final FastBatches fastBatches;
    private @Nullable SubjectTransform transform;
    private @Nullable IngestRate rate;

    Intake(Stream stream) {
        this.stream = stream;
        this.batches = new AtomicBatches(stream);
        this.fastBatches = new FastBatches(stream);
    }

    /** Takes over what a configuration says about what comes in. */
    void configure(StreamConfig config) {
        SubjectTransformConfig rule = config.subjectTransform();
        rate = IngestRate.of(config);
        try {
            transform = rule == null ? null : SubjectTransform.parse(rule.source(), rule.destination());
        } catch (InvalidTransformException e) {
            throw new IllegalStateException("the configuration was checked", e);
        }
    }

    /** Gives up batches that have waited too long; when the next ones will have. */
    long expire(long now) {
        return Math.min(batches.expire(now), fastBatches.expire(now));
    }

    /** What was not yet durable was taken back: batches that build on it end. */
    void lost() {
        fastBatches.clear();
    }

    /** Forgets all batches. */
    void clear() {
        batches.clear();
        fastBatches.clear();
    }

    /** A message for this stream. */
    void receive(Inbound message) {
        long now = stream.now();
        byte[] wanted = message.reply();
        if (!message.sourced()) {
            if (isTooFast(message, now)) {
                return;
            }
            byte[] step = FastBatches.stepOf(message);
            if (step != null && wanted != null) {
                fastBatches.take(message, step, wanted, now);
                return;
            }
            String batch = AtomicBatches.idOf(message.headers());
            if (!batch.isEmpty()) {
                receive(batches.take(batch, message, now), wanted);
                return;
            }
        }
        receiveOne(message);
    }

    /** Whether it comes faster than the stream takes messages; whoever wants an acknowledgement is told. */
    private boolean isTooFast(Inbound message, long now) {
        IngestRate limit = rate;
        if (limit == null || limit.take(message.payload().length, now)) {
            return false;
        }
        byte[] wanted = message.reply();
        if (wanted != null) {
            stream.send(new Outbox.Letter(wanted, TOO_MANY, NOTHING, Outbox.IfLost.SAME));
        }
        return true;
    }

    /** A message of an atomic batch leads to nothing yet, to a refusal, or to all of them being stored. */
    private void receive(AtomicBatches.Outcome outcome, byte @Nullable [] wanted) {
        byte[] reply = stream.config().noAck() ? null : wanted;
        if (outcome instanceof AtomicBatches.Outcome.Staged) {
            stream.answer(reply, NOTHING);
        } else if (outcome instanceof AtomicBatches.Outcome.Refused refused) {
            stream.answer(reply, stream.acks().refused(refused.error()));
        } else if (outcome instanceof AtomicBatches.Outcome.Commit commit) {
            store(commit, reply);
        }
    }

    private void store(AtomicBatches.Outcome.Commit commit, byte @Nullable [] reply) {
        long sequence = 0;
        for (Decision.Store each : commit.messages()) {
            Stream.Result result = stream.append(each);
            if (result.error() != null) {
                stream.answer(reply, stream.acks().refused(result.error()));
                return;
            }
            sequence = result.sequence();
        }
        if (reply != null) {
            byte[] body =
                    stream.acks().batch(sequence, commit.id(), commit.messages().size());
            stream.send(new Outbox.Letter(reply, null, body, Outbox.IfLost.REFUSAL));
        }
    }

    /**
     * A message that is traced. A member of a batch is told as stored, whatever comes of its batch; one that is only traced
     * enters no batch.
     */
    void receiveTraced(Inbound message, boolean only, MessageTrace.StreamPart trace) {
        byte[] subject = transformed(message.subject());
        boolean passes = stream.lacksInterest(subject);
        boolean batched = FastBatches.stepOf(message) != null
                || !AtomicBatches.idOf(message.headers()).isEmpty();
        String error = null;
        if (batched) {
            if (!only) {
                receive(message);
            }
        } else if (!only && isTooFast(message, stream.now())) {
            error = "too many requests";
        } else {
            error = receiveOne(message, true, only);
        }
        trace.done(new String(subject, UTF_8), passes, error);
    }

    private void receiveOne(Inbound message) {
        receiveOne(message, false, false);
    }

    /**
     * A message for this stream alone.
     *
     * @param traced whether it matters why it is not stored
     * @param only whether it is not stored nor acknowledged even if it might be
     * @return why it is not stored; null when it is, or might be
     */
    private @Nullable String receiveOne(Inbound message, boolean traced, boolean only) {
        byte[] subject = transformed(message.subject());
        Decision decision = PublishRules.decide(stream.view(), message, subject, stream.now());
        byte[] reply = stream.config().noAck() ? null : message.reply();
        // No pattern switch: the first message after a start would wait for the class it makes when it runs.
        if (decision instanceof Decision.Store accepted) {
            return only ? shortage(accepted) : store(accepted, reply);
        }
        if (decision instanceof Decision.Duplicate duplicate) {
            stream.answerStored(reply, stream.acks().duplicate(duplicate.sequence()), duplicate.sequence());
            return "msgid is duplicate";
        }
        ApiError error = ((Decision.Refuse) decision).error();
        stream.answer(reply, stream.acks().refused(error));
        return traced ? TracedRefusal.text(error, message.headers(), stream.view()) : null;
    }

    /** Why there would be no place for it; null when there would be. */
    private @Nullable String shortage(Decision.Store message) {
        byte[] headers = message.headers();
        return hasRoom(message.subject(), headers, message.payload())
                ? null
                : TracedRefusal.text(ErrorCode.INSUFFICIENT_RESOURCES.error(), headers, stream.view());
    }

    private boolean hasRoom(byte[] subject, byte @Nullable [] headers, byte[] payload) {
        StreamConfig config = stream.config();
        StreamWorld world = stream.world();
        long size = stream.store().sizeOf(subject.length, headers == null ? 0 : headers.length, payload.length);
        return !world.isServerFull(config.storage())
                && world.hasRoom(config.storage(), config.replicas(), stream.unaccountedBytes() + size);
    }

    /** A message from a source; false when it has to come again. */
    boolean receiveSourced(Inbound message) {
        byte[] subject = transformed(message.subject());
        Decision decision = PublishRules.decide(stream.view(), message, subject, stream.now());
        return decision instanceof Decision.Store accepted
                ? stream.append(accepted).error() == null
                : decision instanceof Decision.Duplicate;
    }

    /** A message of the mirrored stream keeps its sequence and its time; false when it has to come again. */
    boolean receiveMirrored(Origin.Delivered message) {
        StreamStore store = stream.store();
        byte[] headers = message.headers();
        byte[] subject = transformed(message.subject());
        if (message.streamSequence() <= store.lastSequence()) {
            return true;
        }
        if (!hasRoom(subject, headers, message.payload())) {
            return false;
        }
        long ttl = Math.max(-1, MessageTtl.parse(HeaderBlock.text(headers, HeaderNames.TTL)));
        long sequence =
                store.appendAt(message.streamSequence(), subject, headers, message.payload(), message.timestamp(), ttl);
        if (sequence == 0) {
            return false;
        }
        stream.mirrored(
                sequence,
                message.timestamp(),
                new Decision.Store(
                        subject,
                        headers,
                        message.payload(),
                        ttl,
                        HeaderBlock.text(headers, HeaderNames.MESSAGE_ID),
                        Rollup.NONE,
                        null,
                        null));
        return true;
    }

    byte[] transformed(byte[] subject) {
        SubjectTransform rule = transform;
        if (rule == null) {
            return subject;
        }
        String made = rule.match(new String(subject, UTF_8));
        return made == null ? subject : made.getBytes(UTF_8);
    }

    /** Stores an accepted message and acknowledges it; why it could not, null when it could. */
    private @Nullable String store(Decision.Store message, byte @Nullable [] reply) {
        Stream.Result result = stream.append(message);
        ApiError error = result.error();
        if (error != null) {
            stream.answer(reply, stream.acks().refused(error));
            return error.description();
        }
        if (reply == null) {
            return null;
        }
        String value = message.counterValue();
        if (value == null) {
            stream.acknowledge(reply, result.sequence());
        } else {
            byte[] body = stream.acks().counted(result.sequence(), value);
            stream.send(new Outbox.Letter(reply, null, body, Outbox.IfLost.REFUSAL));
        }
        return null;
    }
}
