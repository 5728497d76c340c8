package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.StreamConfig.SubjectTransformConfig;
import io.vagus.jetstream.api.StreamConfigJson;
import io.vagus.jetstream.api.StreamSource;
import io.vagus.protocol.Publication;
import io.vagus.subject.InvalidTransformException;
import io.vagus.subject.SubjectTransform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way in from one other stream: has a consumer made there, takes its messages in order, notices what is missing or silent and
 * has the consumer made anew from where it was. Owned by the stream it serves.
 */
final class Origin {
    private static final String API = "$JS.API";
    private static final long HEARTBEAT_NANOS = 1_000_000_000L;
    private static final long SILENCE_NANOS = 10_000_000_000L;
    private static final long ANSWER_NANOS = 5_000_000_000L;
    private static final long FIRST_RETRY_NANOS = 1_000_000_000L;
    private static final long LONGEST_RETRY_NANOS = 120_000_000_000L;
    private static final long ACK_WAIT_NANOS = 22L * 3600 * 1_000_000_000L;

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
    private @Nullable ApiError error;

    Origin(Stream stream, StreamSource source, boolean mirror, long reached, String identity, Taker taker) {
        this.stream = stream;
        this.source = source;
        this.mirror = mirror;
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

    /** Asks for a consumer. */
    void open(long now) {
        closeSubscriptions();
        StreamWorld world = stream.world();
        StreamSource.External way = source.external();
        StreamSource.ConsumerReference reference = source.consumer();
        String prefix = way == null || way.deliverPrefix().isEmpty() ? "" : way.deliverPrefix() + ".";
        String deliver = reference == null
                ? (prefix + (mirror ? "$JS.M." : "$JS.S.") + world.uniqueId()).replace("..", ".")
                : reference.deliverSubject();
        String reply = (prefix + "$JS.R." + world.uniqueId()).replace("..", ".");
        consumer = "";
        consumerSequence = 0;
        asking = true;
        error = null;
        messages = world.subscribe(deliver, this::message);
        answers = world.subscribe(reply, this::answer);
        String name = reference == null ? (mirror ? "JS_MIRROR_" : "JS_SOURCE_") + world.uniqueId() : reference.name();
        ObjectNode request = reference == null ? create(name, deliver) : Json.object();
        if (reference != null && streamSequence > 0) {
            request.put("seq", streamSequence + 1);
        }
        boolean heard = world.publish(
                subject(name, reference != null, way).getBytes(UTF_8),
                reply.getBytes(UTF_8),
                identity.isEmpty() || mirror ? null : HeaderBlock.with(null, "Nats-Stream-Identity", identity),
                Json.bytes(request));
        nextCheck = now + (heard ? ANSWER_NANOS : retryNanos());
        if (!heard) {
            failures++;
        }
    }

    private String subject(String name, boolean made, StreamSource.@Nullable External way) {
        String filter = filters().size() == 1 ? filters().getFirst() : "";
        String subject = made
                ? API + ".CONSUMER.RESET." + source.name() + "." + name
                : API + ".CONSUMER.CREATE." + source.name()
                        + (filter.isEmpty() ? "." + name : "." + name + "." + filter);
        return way == null || way.apiPrefix().isEmpty()
                ? subject
                : subject.replace(API, way.apiPrefix()).replace("..", ".");
    }

    private List<String> filters() {
        if (!source.filterSubject().isEmpty()) {
            return List.of(source.filterSubject());
        }
        return source.transforms().stream()
                .map(SubjectTransformConfig::source)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private ObjectNode create(String name, String deliver) {
        ObjectNode request = Json.object().put("stream_name", source.name());
        ObjectNode config = request.putObject("config");
        config.put("name", name).put("deliver_subject", deliver);
        if (streamSequence > 0) {
            config.put("deliver_policy", "by_start_sequence").put("opt_start_seq", streamSequence + 1);
        } else if (source.startSequence() != 0) {
            config.put("deliver_policy", "by_start_sequence").put("opt_start_seq", source.startSequence());
        } else if (source.startTime() != null) {
            config.put("deliver_policy", "by_start_time").put("opt_start_time", Json.time(source.startTime()));
        } else {
            config.put("deliver_policy", "all");
        }
        config.put("ack_policy", "none").put("ack_wait", ACK_WAIT_NANOS).put("max_deliver", 1);
        List<String> filters = filters();
        if (filters.size() == 1) {
            config.put("filter_subject", filters.getFirst());
        } else if (!filters.isEmpty()) {
            ArrayNode array = config.putArray("filter_subjects");
            filters.forEach(array::add);
        }
        config.put("replay_policy", "instant")
                .put("idle_heartbeat", HEARTBEAT_NANOS)
                .put("flow_control", true)
                .put("inactive_threshold", SILENCE_NANOS)
                .put("num_replicas", 0)
                .put("direct", true)
                .put("sourcing", true);
        ObjectNode metadata = config.putObject("metadata");
        String kind = mirror ? "_nats.mirror." : "_nats.source.";
        metadata.put(kind + "stream", stream.config().name());
        metadata.put(kind + "acc", stream.world().account());
        request.put("action", "create");
        return request;
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
            if (refusal != null && refusal.path("err_code").asInt() == IDENTITY_MISMATCH.number()) {
                // The stream was made anew: everything in it is new.
                identity = "";
                streamSequence = 0;
                open(now);
                return;
            }
            if (refusal != null) {
                error = new ApiError(
                        refusal.path("code").asInt(),
                        refusal.path("err_code").asInt(),
                        refusal.path("description").asText());
            }
            failures++;
            nextCheck = now + retryNanos();
            stream.timers().sooner(Timers.Kind.SOURCES, nextCheck);
            return;
        }
        asking = false;
        failures = 0;
        error = null;
        consumer = answer.path("name").asText();
        identity = HeaderBlock.text(headers, HeaderNames.STREAM_IDENTITY);
        lag = answer.path("num_pending").asLong();
        heard(now);
        if (streamSequence == 0 && mirror) {
            // What the consumer passes over at its start is not in the mirror either.
            streamSequence =
                    Math.max(0, answer.path("delivered").path("stream_seq").asLong());
        }
    }

    private void heard(long now) {
        lastHeard = now;
        nextCheck = now + SILENCE_NANOS;
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
        if (number <= consumerSequence) {
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
        long pending = Math.max(0, longNumber(tokens[at + 6]));
        lag = pending;
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
            failures++;
            closeSubscriptions();
            nextCheck = now + retryNanos();
            stream.timers().sooner(Timers.Kind.SOURCES, nextCheck);
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
            stream.world().publish(reply.getBytes(UTF_8), null, null, new byte[0]);
            return;
        }
        String last = HeaderBlock.text(headers, LAST_CONSUMER);
        if (!last.isEmpty() && MessageTtl.Digits.parse(last) > consumerSequence) {
            open(now);
            return;
        }
        String stalled = HeaderBlock.text(headers, STALLED);
        if (!stalled.isEmpty()) {
            stream.world().publish(stalled.getBytes(UTF_8), null, null, new byte[0]);
        }
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

    /** Ends it; the consumer goes by itself when nobody listens. */
    void close() {
        closeSubscriptions();
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
        Json.putPresent(node, "filter_subject", source.filterSubject());
        StreamConfigJson.putTransforms(node, source.transforms());
        return node;
    }
}
