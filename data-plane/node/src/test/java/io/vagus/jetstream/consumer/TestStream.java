package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.consumer.StreamTerms.Retention;
import io.vagus.storage.ConsumerStore;
import io.vagus.storage.MemoryStorage;
import io.vagus.storage.StreamStore;
import io.vagus.storage.StreamStoreOptions;
import io.vagus.subject.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A stream in memory with its consumers, on a clock that the test moves, with listeners that the test asks. */
final class TestStream implements ConsumerHost {

    static final long SECOND = 1_000_000_000L;

    long now = 1_700_000_000L * SECOND;
    StreamTerms terms;
    final StreamStore store;
    final ConsumerStore consumerStore;
    final List<Received> received = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    private final Set<String> listening = new TreeSet<>();
    private final Random random;
    private final byte[] idAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".getBytes(UTF_8);
    private long wakeAt = Long.MAX_VALUE;
    private Consumers consumers;
    private long announcedSequence;

    /** What a reply subject says behind the stream's and the consumer's name. */
    private static AckSubject ackOf(String reply) {
        String[] tokens = reply.split("\\.", 5);
        return AckSubject.parse(reply.getBytes(UTF_8), reply.length() - tokens[4].length());
    }

    /** What a listener got. */
    record Received(String to, String subject, String reply, String headers, String payload, long at) {
        String status() {
            return headers.startsWith("NATS/1.0 ") ? headers.substring(9, headers.indexOf("\r\n")) : "";
        }

        AckSubject ack() {
            if (reply == null || !reply.startsWith("$JS.ACK.")) {
                throw new AssertionError("no delivery: " + this);
            }
            return ackOf(reply);
        }
    }

    TestStream() {
        this(Retention.LIMITS, 1);
    }

    TestStream(Retention retention) {
        this(retention, 1);
    }

    TestStream(Retention retention, long seed) {
        random = new Random(seed);
        terms = terms(retention);
        MemoryStorage storage = new MemoryStorage();
        store = storage.openStream("A", "S", StreamStoreOptions.memory(), Runnable::run);
        consumerStore = storage.openConsumers("A", "S", StreamStoreOptions.memory(), Runnable::run);
        consumers = new Consumers(this, new ConsumerSettings("2.15.2", 5, true, false));
        consumers.start(now);
    }

    static StreamTerms terms(Retention retention) {
        return new StreamTerms(
                "A",
                null,
                "S",
                List.of("s.>"),
                retention,
                -1,
                1,
                true,
                false,
                1024 * 1024,
                StreamTerms.StreamLimits.NONE,
                StreamTerms.AccountConsumerLimits.NONE,
                StreamTerms.ServerConsumerLimits.NONE);
    }

    Consumers consumers() {
        return consumers;
    }

    /** The node stops without a word and starts again; what was in flight is lost. */
    void restart() {
        consumers = new Consumers(this, new ConsumerSettings("2.15.2", 5, true, false));
        wakeAt = Long.MAX_VALUE;
        consumers.start(now);
        run();
    }

    /** Somebody listens from now on. */
    void listen(String subject) {
        listening.add(subject);
        consumers.interestChanged(subject.getBytes(UTF_8), now);
        run();
    }

    void unlisten(String subject) {
        listening.remove(subject);
        consumers.interestChanged(subject.getBytes(UTF_8), now);
        run();
    }

    long publish(String subject, String payload) {
        return publish(subject, null, payload);
    }

    long publish(String subject, @Nullable String headers, String payload) {
        byte[] bytes = subject.getBytes(UTF_8);
        if (terms.retention() == Retention.INTEREST && !consumers.wants(bytes)) {
            return 0;
        }
        long sequence =
                store.append(bytes, headers == null ? null : headers.getBytes(UTF_8), payload.getBytes(UTF_8), now, 0);
        announce(sequence, bytes);
        run();
        return sequence;
    }

    /** Stores a message of which the consumers hear later, by {@link #announce}: it is on its way to the disk. */
    long store(String subject, String payload) {
        return store.append(subject.getBytes(UTF_8), null, payload.getBytes(UTF_8), now, 0);
    }

    void announce(long sequence, byte[] subject) {
        announcedSequence = sequence;
        consumers.messageStored(sequence, subject, now);
    }

    @Override
    public long announcedSequence() {
        return announcedSequence;
    }

    /** A limit or a client takes a message away. */
    void delete(long sequence) {
        byte[] subject = store.subjectOf(sequence);
        store.delete(sequence);
        if (subject != null) {
            consumers.messageRemoved(sequence, subject, now);
        }
        run();
    }

    /** Time goes by; what is due happens when it is due. */
    void advance(long nanos) {
        long end = now + nanos;
        while (wakeAt <= end) {
            now = Math.max(now, wakeAt);
            wakeAt = Long.MAX_VALUE;
            run();
        }
        now = end;
        run();
    }

    void run() {
        int rounds = 0;
        while (consumers.run(now)) {
            if (++rounds > 10_000) {
                throw new AssertionError("the consumers never come to rest");
            }
        }
    }

    ObjectNode request(ConsumerRequest.Verb verb, String tokens, String body) {
        List<String> list = tokens.isEmpty() ? List.of() : List.of(tokens.split("\\."));
        ObjectNode answer = consumers.answer(new ConsumerRequest(verb, list, null, body.getBytes(UTF_8)), now);
        run();
        return answer == null ? Json.object() : answer;
    }

    /** Creates a durable consumer; the members are those of its configuration, without braces. */
    ObjectNode create(String name, String members) {
        String config = "\"durable_name\":\"" + name + "\"" + (members.isEmpty() ? "" : "," + members);
        ObjectNode answer =
                request(ConsumerRequest.Verb.CREATE, name, "{\"stream_name\":\"S\",\"config\":{" + config + "}}");
        if (answer.has("error")) {
            throw new AssertionError(answer.get("error").toString());
        }
        return answer;
    }

    ObjectNode info(String name) {
        return request(ConsumerRequest.Verb.INFO, name, "");
    }

    /** A pull request to a reply that somebody listens to. */
    void pull(String consumer, String reply, String body) {
        listening.add(reply);
        consumers.next(consumer, reply.getBytes(UTF_8), null, body.getBytes(UTF_8), now);
        run();
    }

    void ack(Received message) {
        respond(message, "+ACK");
    }

    void respond(Received message, String body) {
        respond(message, body, null);
    }

    void respond(Received message, String body, @Nullable String reply) {
        if (reply != null) {
            listening.add(reply);
        }
        String consumer = message.reply().split("\\.")[3];
        consumers.acknowledge(
                consumer,
                ackOf(message.reply()),
                reply == null ? null : reply.getBytes(UTF_8),
                body.getBytes(UTF_8),
                now);
        run();
    }

    /** What came to a subject, and forgets it. */
    List<Received> take(String to) {
        List<Received> taken =
                received.stream().filter(each -> each.to().equals(to)).toList();
        received.removeAll(taken);
        return taken;
    }

    /** The payloads of what came to a subject, statuses by their text; forgets them. */
    List<String> texts(String to) {
        return take(to).stream()
                .map(each -> each.status().isEmpty() ? each.payload() : each.status())
                .toList();
    }

    @Override
    public StreamTerms terms() {
        return terms;
    }

    @Override
    public StreamStore store() {
        return store;
    }

    @Override
    public void answerWhenDurable(byte[] to) {
        deliver(to, to, null, null, new byte[0]);
    }

    @Override
    public ConsumerStore consumerStore() {
        return consumerStore;
    }

    @Override
    public void remove(long sequence) {
        store.delete(sequence);
    }

    @Override
    public boolean deliver(
            byte[] to, byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload) {
        if (!hasInterest(to)) {
            return false;
        }
        received.add(new Received(
                new String(to, UTF_8),
                new String(subject, UTF_8),
                reply == null ? "" : new String(reply, UTF_8),
                headers == null ? "" : new String(headers, UTF_8),
                new String(payload, UTF_8),
                now));
        return true;
    }

    @Override
    public boolean publish(byte[] subject, byte @Nullable [] headers, byte[] payload) {
        return deliver(subject, subject, null, headers, payload);
    }

    @Override
    public boolean isBound(byte[] subject, byte @Nullable [] queue) {
        return listening.contains(new String(subject, UTF_8));
    }

    @Override
    public boolean hasInterest(byte[] subject) {
        Pattern literal = Pattern.of(new String(subject, UTF_8));
        return listening.stream().anyMatch(each -> Pattern.of(each).matches(literal));
    }

    @Override
    public void watchInterest(byte[] subject) {}

    @Override
    public void unwatchInterest(byte[] subject) {}

    @Override
    public void wakeAt(long timeNanos) {
        wakeAt = timeNanos;
    }

    @Override
    public String uniqueId() {
        byte[] id = new byte[22];
        for (int i = 0; i < id.length; i++) {
            id[i] = idAlphabet[random.nextInt(idAlphabet.length)];
        }
        return new String(id, UTF_8);
    }

    @Override
    public long random(long bound) {
        return random.nextLong(bound);
    }

    @Override
    public void warn(String line) {
        warnings.add(line);
    }
}
