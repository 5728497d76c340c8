package io.vagus.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.simulation.StreamModel.Kind;
import io.vagus.simulation.StreamModel.Stored;
import io.vagus.storage.StoreCipher;
import io.vagus.storage.StoreEncryption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What a run is played with: the node, the models of what should be in it, what has happened, and the dice. Whoever takes part changes it. */
final class Scene {

    /** How a life ends. */
    enum End {
        STOP,
        KILL,
        POWER
    }

    /** What has happened, for those who ask whether anything has. */
    enum Event {
        ACKNOWLEDGED,
        DUPLICATE,
        REFUSED,
        BATCH,
        FAST_BATCH,
        DELIVERED,
        REDELIVERED,
        CONFIRMED,
        READ,
        PURGED,
        DELETED,
        UPDATED,
        STREAM_AGAIN,
        CONSUMER_AGAIN,
        RESTORED,
        STOP,
        KILL,
        POWER,
        NO_SPACE,
        FAILED_DEVICE,
        FAILED_READS,
        FAILED_START,
        CHECK
    }

    private static final List<String> TOKENS = List.of("a", "b", "c", "d");
    private static final int PAYLOADS = 600;
    final Map<Event, Integer> events = new EnumMap<>(Event.class);
    final SimulatedNode node;
    final Random random;
    final boolean always;
    private final @Nullable StoreCipher cipher;
    private int keys;
    final List<StreamModel> streams = new ArrayList<>();
    final List<ConsumerModel> consumers = new ArrayList<>();
    final Observed observed;

    @Nullable
    Copies copies;

    int messages;
    int names;

    /** Whether the disk is full or fails: what a publisher is to hear is not known, only what it hears. */
    boolean faulty;

    /** Whether the disk has ever lost what was not synced: a file may end in pieces. */
    boolean torn;

    /** Whether {@link #changing} is being made, not deleted. */
    boolean isCreating;

    /** What somebody was not yet told of: it may be there or not. */
    @Nullable
    StreamModel changing;

    @Nullable
    ConsumerModel changingConsumer;

    /** What consumers said of themselves when they were there again. */
    final Map<ConsumerModel, JsonNode> restarted = new LinkedHashMap<>();

    Scene(long seed) {
        // Neighbouring seeds of a Random begin alike.
        random = new Random(new SplittableRandom(seed).nextLong());
        always = random.nextInt(4) != 0;
        int sealing = random.nextInt(4);
        cipher = sealing == 0 ? StoreCipher.AES_GCM : sealing == 1 ? StoreCipher.CHACHA20_POLY1305 : null;
        node = new SimulatedNode(random, always, encryption());
        observed = new Observed(node);
    }

    @Nullable
    StoreEncryption encryption() {
        if (cipher == null) {
            return null;
        }
        if (keys == 0 || random.nextInt(4) == 0) {
            keys++;
        }
        return new StoreEncryption("key " + keys, keys > 1 ? "key " + (keys - 1) : null, cipher);
    }

    void count(Event event) {
        events.merge(event, 1, Integer::sum);
    }

    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    StreamModel plain() {
        return streams.stream()
                .filter(each -> each.kind == Kind.PLAIN)
                .findFirst()
                .orElseThrow();
    }

    String text() {
        return "message " + ++messages + " " + "x".repeat(random.nextInt(random.nextInt(10) == 0 ? PAYLOADS : 20));
    }

    String subject(StreamModel stream) {
        return stream.prefix() + "." + any(TOKENS);
    }

    boolean isWanted(StreamModel stream, String subject) {
        return stream.kind != Kind.INTEREST
                || consumers.stream().anyMatch(each -> each.stream == stream && each.matches(subject));
    }

    /** Who of the consumers has to do with a message. */
    List<ConsumerModel> concerned(Stored message) {
        return consumers.stream()
                .filter(each -> each.stream
                                .ever
                                .getOrDefault(message.sequence(), List.of())
                                .contains(message)
                        && each.wants(message))
                .toList();
    }

    /** Whether somebody certainly still has to get it. */
    boolean isNeeded(StreamModel stream, Stored message) {
        List<ConsumerModel> concerned = concerned(message);
        if (concerned.isEmpty()) {
            return stream.kind == Kind.WORK;
        }
        return concerned.stream()
                .anyMatch(each -> !each.isSettled(message.sequence()) && !each.uncertain.contains(message.sequence()));
    }

    /** Whether nobody needs it, for certain. */
    boolean isDone(StreamModel stream, Stored message) {
        List<ConsumerModel> concerned = concerned(message);
        if (concerned.isEmpty()) {
            return stream.kind == Kind.INTEREST;
        }
        return concerned.stream().allMatch(each -> each.isSettled(message.sequence()));
    }

    /**
     * What had to leave is owed to nobody, also where the node ends before it has removed it for good: consumers may have written down that it is gone.
     */
    void giveUp(StreamModel stream, List<Long> removed) {
        consumers.stream().filter(each -> each.stream == stream).forEach(each -> each.uncertain.addAll(removed));
    }

    void pass(long nanos) {
        node.settle();
        node.advance(nanos);
        streams.forEach(each -> each.expire(node.now));
    }

    /** Threads and disks are quick or slow. */
    void pace() {
        if (random.nextInt(4) != 0) {
            node.settle();
        }
        for (int i = random.nextInt(4); i > 1; i--) {
            node.sync();
        }
    }
}
