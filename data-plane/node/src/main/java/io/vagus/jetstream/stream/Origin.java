package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.StreamConfig.SubjectTransformConfig;
import io.vagus.jetstream.api.StreamConfigJson;
import io.vagus.jetstream.api.StreamSource;
import io.vagus.protocol.Publication;
import io.vagus.storage.StreamStore;
import io.vagus.subject.InvalidTransformException;
import io.vagus.subject.SubjectTransform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way in from one other stream: has a consumer made there, takes its messages in order, notices what is missing or silent and
 * has the consumer made anew from where it was. Owned by the stream it serves.
 */
final class Origin {
    /** The level that knows streams made anew; asked of sources first. */
    private static final int IDENTITY_LEVEL = 5;
    /** The level that knows durable consumers for sourcing. */
    private static final int DURABLE_LEVEL = 4;

    private static final int MOST_STALLS = 3;
    private static final long CAUGHT_UP = 10;
    private static final long ANSWER_NANOS = 5_000_000_000L;
    private static final long FIRST_RETRY_NANOS = 1_000_000_000L;
    private static final long LONGEST_RETRY_NANOS = 120_000_000_000L;

    private static final ErrorCode IDENTITY_MISMATCH = ErrorCode.CONSUMER_STREAM_IDENTITY_MISMATCH_F;

    /** What happens to a message that came; false when it could not be taken and has to come again. */
    interface Taker {
        boolean take(Origin origin, Delivered message, long now);
    }

    /** One message as the consumer delivered it: its subject as transformed, and as it was. */
    record Delivered(
            byte[] subject,
            byte[] original,
            byte @Nullable [] headers,
            byte[] payload,
            long streamSequence,
            long timestamp) {}

    private final Stream stream;
    private final StreamSource source;
    private final boolean mirror;
    private final Taker taker;
    private final List<SubjectTransform> transforms = new ArrayList<>();
    private StreamWorld.@Nullable Subscription messages;
    private StreamWorld.@Nullable Subscription answers;
    private String consumer = "";
    private long consumerSequence;
    private long streamSequence;
    private long lag;
    private long lastHeard;
    private long nextCheck;
    private String identity = "";
    private int failures;
    private boolean asking;
    private boolean madeAnew;
    private int level;
    private int stalls;
    private String stalledOn = "";
    private @Nullable ApiError error;

    Origin(Stream stream, StreamSource source, boolean mirror, long reached, String identity, Taker taker) {
        this.stream = stream;
        this.source = source;
        this.mirror = mirror;
        this.level = mirror ? DURABLE_LEVEL : IDENTITY_LEVEL;
        this.streamSequence = reached;
        this.identity = identity;
        this.taker = taker;
        for (SubjectTransformConfig each : source.transforms()) {
            if (!each.destination().isEmpty()) {
                try {
                    transforms.add(SubjectTransform.parse(each.source(), each.destination()));
                } catch (InvalidTransformException e) {
                    throw new IllegalStateException("the configuration was checked", e);
                }
            }
        }
    }

    StreamSource source() {
        return source;
    }

    long reached() {
        return streamSequence;
    }

    /** What tells the other stream from one made later under its name; empty when not known. */
    String identity() {
        return identity;
    }

    /** Asks for a consumer, or has the one made beforehand begin anew. */
    void open(long now) {
        closeSubscriptions();
        consumer = "";
        consumerSequence = 0;
        asking = true;
        error = null;
        ask(now);
    }

    private void ask(long now) {
        StreamWorld world = stream.world();
        OriginRequest request = request();
        StreamSource.ConsumerReference reference = source.consumer();
        String reply = "$JSC.R." + world.uniqueId();
        answers = world.subscribe(reply, this::answer);
        boolean heard;
        if (reference != null) {
            heard = send(request.resetSubject(reference.name()), reply, new byte[0]);
        } else {
            String deliver = request.deliverSubject(world.uniqueId());
            boolean sourcing = level > 0;
            String name = request.consumerName() + (sourcing ? "" : "_" + world.uniqueId());
            ObjectNode body = request.create(name, deliver, startAt(), sourcing);
            heard = send(request.createSubject(name), reply, Json.bytes(body));
        }
        nextCheck = now + (heard ? ANSWER_NANOS : retryNanos());
        if (!heard) {
            failures++;
        }
    }

    private OriginRequest request() {
        StreamWorld world = stream.world();
        return new OriginRequest(stream.config(), world.account(), world.domain(), source, mirror);
    }

    private boolean send(String subject, String reply, byte[] body) {
        byte[] headers = null;
        if (level > 0) {
            headers = HeaderBlock.with(null, "Nats-Required-Api-Level", Integer.toString(level));
            headers = level >= IDENTITY_LEVEL ? HeaderBlock.with(headers, "Nats-Stream-Identity", identity) : headers;
        }
        return stream.world().publish(subject.getBytes(UTF_8), reply.getBytes(UTF_8), headers, body);
    }

    private OriginRequest.Start startAt() {
        if (streamSequence > 0) {
            return new OriginRequest.Start(streamSequence + 1, null);
        }
        if (source.startSequence() > 0) {
            return new OriginRequest.Start(source.startSequence(), null);
        }
        StreamStore store = stream.store();
        boolean keptSome = store.lastTimestampNanos() > 0;
        Instant last = Json.instant(store.lastTimestampNanos());
        Instant wanted = source.startTime();
        if (wanted != null) {
            return new OriginRequest.Start(0, !mirror && keptSome && wanted.isBefore(last) ? last : wanted);
        }
        // What was sourced is gone, so how far it had come is not known: only what is new from here on.
        boolean forgotten = !mirror && !madeAnew && store.firstSequence() > 1 && keptSome;
        return forgotten ? new OriginRequest.Start(0, last) : OriginRequest.Start.ALL;
    }

    private long retryNanos() {
        return Math.min(LONGEST_RETRY_NANOS, FIRST_RETRY_NANOS << Math.min(failures, 7));
    }

    private void answer(Publication publication, long now) {
        if (!asking) {
            return;
        }
        int head = Math.max(0, publication.headerLength());
        byte[] content = publication.content();
        byte[] headers = head == 0 ? null : Arrays.copyOf(content, head);
        ObjectNode answer = Json.parseOrNull(Arrays.copyOfRange(content, head, content.length));
        JsonNode refusal = answer == null ? null : answer.get("error");
        if (answer == null || refusal != null) {
            refused(refusal, now);
            return;
        }
        if (!(answer.get("config") instanceof ObjectNode)) {
            failed(
                    (mirror ? ErrorCode.MIRROR_CONSUMER_SETUP_FAILED : ErrorCode.SOURCE_CONSUMER_SETUP_FAILED)
                            .error("invalid consumer create response"),
                    now);
            return;
        }
        StreamSource.ConsumerReference reference = source.consumer();
        if (reference != null
                && !answer.path("config").path("ack_policy").asText().equals("flow_control")) {
            failed(
                    (mirror ? ErrorCode.MIRROR_CONSUMER_REQUIRES_ACK_FC : ErrorCode.SOURCE_CONSUMER_REQUIRES_ACK_FC)
                            .error(),
                    now);
            return;
        }
        asking = false;
        failures = 0;
        error = null;
        consumer = answer.path("name").asText();
        String is = HeaderBlock.text(headers, HeaderNames.STREAM_IDENTITY);
        if (madeAnew || !is.isEmpty() && !identity.isEmpty() && !is.equals(identity)) {
            stream.world()
                    .warn("JetStream source stream \"" + source.name() + "\" for stream '"
                            + stream.world().account() + " > " + stream.config().name()
                            + "' was recreated, resetting source state");
            streamSequence = 0;
        }
        identity = is;
        madeAnew = false;
        lag = answer.path("num_pending").asLong();
        heard(now);
        long passed = Math.max(0, answer.path("delivered").path("stream_seq").asLong());
        if (mirror && passed > streamSequence) {
            // What the consumer passes over at its start is not in the mirror either.
            stream.skipMirrored(passed, now);
        }
        streamSequence = Math.max(streamSequence, passed);
        // Not before: the consumer sends nothing while nobody listens, and which stream it is of is known only now.
        String deliver = reference == null
                ? answer.path("config").path("deliver_subject").asText()
                : reference.deliverSubject();
        messages = stream.world().subscribe(deliver, this::message);
    }

    private void refused(@Nullable JsonNode refusal, long now) {
        int code = refusal == null ? 0 : refusal.path("err_code").asInt();
        if (code == IDENTITY_MISMATCH.number()) {
            // The stream was made anew: everything in it is new.
            identity = "";
            madeAnew = true;
            streamSequence = 0;
            open(now);
        } else if (level > 0
                && source.consumer() == null
                && (code == ErrorCode.REQUIRED_API_LEVEL.number() || code == ErrorCode.INVALID_JSON.number())) {
            level = level > DURABLE_LEVEL ? DURABLE_LEVEL : 0;
            open(now);
        } else {
            failed(
                    refusal == null
                            ? null
                            : new ApiError(
                                    refusal.path("code").asInt(),
                                    code,
                                    refusal.path("description").asText()),
                    now);
        }
    }

    private void failed(@Nullable ApiError why, long now) {
        error = why;
        failures++;
        closeSubscriptions();
        nextCheck = now + retryNanos();
        stream.timers().sooner(Timers.Kind.SOURCES, nextCheck);
    }

    private void heard(long now) {
        lastHeard = now;
        nextCheck = now + OriginRequest.SILENCE_NANOS;
    }

    private void message(Publication publication, long now) {
        byte[] replyBytes = publication.reply();
        int head = publication.headerLength();
        byte[] content = publication.content();
        byte[] headers = head < 0 ? null : Arrays.copyOf(content, head);
        byte[] payload = head < 0 ? content : Arrays.copyOfRange(content, head, content.length);
        String reply = replyBytes == null ? "" : new String(replyBytes, UTF_8);
        if (headers != null && isStatus(headers)) {
            status(headers, reply, now);
            return;
        }
        String[] tokens = reply.split("\\.", -1);
        int at = tokens.length >= 11 ? 4 : 2;
        if (tokens.length < 9 || !tokens[0].equals("$JS") || !tokens[1].equals("ACK")) {
            return;
        }
        if (consumer.isEmpty()) {
            consumer = tokens[at + 1];
        } else if (!consumer.equals(tokens[at + 1])) {
            return;
        }
        heard(now);
        long sequence = MessageTtl.Digits.parse(tokens[at + 3]);
        long number = MessageTtl.Digits.parse(tokens[at + 4]);
        if (number <= consumerSequence || longNumber(tokens[at + 2]) > 1) {
            return;
        }
        if (number != consumerSequence + 1) {
            open(now);
            return;
        }
        consumerSequence = number;
        if (sequence <= streamSequence) {
            return;
        }
        lag = Math.max(0, longNumber(tokens[at + 6]) - 1);
        movedOn();
        Delivered delivered = new Delivered(
                mapped(publication.subject()),
                publication.subject(),
                headers,
                payload,
                sequence,
                longNumber(tokens[at + 5]));
        if (taker.take(this, delivered, now)) {
            streamSequence = sequence;
        } else {
            pause(now);
        }
    }

    /** Hears nothing more and asks again later; the first who says so counts. */
    private void pause(long now) {
        if (messages == null && answers == null) {
            return;
        }
        failures++;
        closeSubscriptions();
        nextCheck = now + retryNanos();
        stream.timers().sooner(Timers.Kind.SOURCES, nextCheck);
    }

    /** What came behind this sequence could not be stored, and has to come again. */
    void fallBack(long sequence, long now) {
        if (sequence < streamSequence) {
            streamSequence = sequence;
            pause(now);
        }
    }

    private static long longNumber(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }

    private byte[] mapped(byte[] subject) {
        if (transforms.isEmpty()) {
            return subject;
        }
        String text = new String(subject, UTF_8);
        for (SubjectTransform each : transforms) {
            String made = each.match(text);
            if (made != null) {
                return made.getBytes(UTF_8);
            }
        }
        return subject;
    }

    /** Whether the block is a status, {@code NATS/1.0 100 …}. */
    private static boolean isStatus(byte[] headers) {
        return headers.length > 12
                && headers[8] == ' '
                && headers[9] == '1'
                && headers[10] == '0'
                && headers[11] == '0';
    }

    private static final byte[] LAST_CONSUMER = HeaderBlock.name("Nats-Last-Consumer");
    private static final byte[] STALLED = HeaderBlock.name("Nats-Consumer-Stalled");

    private void status(byte[] headers, String reply, long now) {
        heard(now);
        if (!reply.isEmpty()) {
            flowed(reply);
            return;
        }
        String last = HeaderBlock.text(headers, LAST_CONSUMER);
        if (!last.isEmpty() && !asking && MessageTtl.Digits.parse(last) != consumerSequence) {
            open(now);
            return;
        }
        String stalled = HeaderBlock.text(headers, STALLED);
        if (stalled.isEmpty()) {
            movedOn();
        } else {
            stalled(stalled);
        }
    }

    /** Tells the consumer how far this stream has come, once that is durable: by it a durable one takes messages as acknowledged. */
    private void flowed(String reply) {
        byte[] headers = HeaderBlock.with(null, "Nats-Last-Consumer", Long.toString(consumerSequence));
        headers = HeaderBlock.with(headers, "Nats-Last-Stream", Long.toString(streamSequence));
        stream.send(new Outbox.Letter(reply.getBytes(UTF_8), headers, new byte[0], Outbox.IfLost.NOTHING));
        stream.changed();
    }

    private void stalled(String reply) {
        stalls = reply.equals(stalledOn) ? stalls + 1 : 1;
        stalledOn = reply;
        if (stalls == MOST_STALLS) {
            error = ErrorCode.SOURCE_CONSUMER_FLOW_CONTROL_STALLED.error();
            stream.world()
                    .warn("JetStream stream '" + stream.world().account() + " > "
                            + stream.config().name() + "' " + (mirror ? "mirror" : "source") + " '" + source.name()
                            + "' is stalled on flow control, replies are not reaching the consumer");
        }
        stream.world().publish(reply.getBytes(UTF_8), null, null, new byte[0]);
    }

    /** The consumer is not stalled, or not any more. */
    private void movedOn() {
        if (stalls >= MOST_STALLS) {
            error = null;
        }
        stalls = 0;
        stalledOn = "";
    }

    /** Looks whether it is silent; when to look again. */
    long check(long now) {
        if (nextCheck <= now) {
            open(now);
        }
        return nextCheck;
    }

    private void closeSubscriptions() {
        StreamWorld.Subscription in = messages;
        if (in != null) {
            in.close();
        }
        StreamWorld.Subscription back = answers;
        if (back != null) {
            back.close();
        }
        messages = null;
        answers = null;
    }

    /** Ends it; a consumer that is not durable goes by itself when nobody listens. */
    void close() {
        closeSubscriptions();
    }

    /** Ends it for good: a consumer that was made for it is not needed any more. */
    void remove() {
        closeSubscriptions();
        if (source.consumer() == null) {
            stream.world().publish(request().deleteSubject().getBytes(UTF_8), null, null, new byte[0]);
        }
    }

    /** Whether the mirror has nearly all there is. */
    boolean isCaughtUp() {
        return !asking && lag < CAUGHT_UP;
    }

    /** What is known of it, as the API shows it. */
    ObjectNode info(long now) {
        ObjectNode node = Json.object().put("name", source.name());
        StreamConfigJson.putExternal(node, source.external());
        node.put("lag", lag);
        if (!mirror && streamSequence > 0) {
            node.put("seq", streamSequence);
        }
        node.put("active", lastHeard == 0 ? -1 : now - lastHeard);
        ApiError refused = error;
        if (refused != null) {
            refused.putInto(node);
        }
        if (!mirror || !asking || error != null) {
            Json.putPresent(node, "filter_subject", source.filterSubject());
        }
        StreamConfigJson.putTransforms(node, source.transforms());
        return node;
    }
}
