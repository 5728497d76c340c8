package io.vagus.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.simulation.StreamModel.Kind;
import io.vagus.simulation.StreamModel.Sent;
import io.vagus.simulation.StreamModel.Stored;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares what the node says with what was promised. */
final class Oracle {

    private final Scene scene;

    Oracle(Scene scene) {
        this.scene = scene;
    }

    /** Compares a stream with its model; after an end, with what was promised. */
    void check(StreamModel stream, Scene.@Nullable End after) {
        JsonNode info = requireNonNull(scene.observed.info(stream.name));
        if (scene.node.disk.crashed) {
            return;
        }
        java.util.TreeMap<Long, Stored> found = new java.util.TreeMap<>();
        for (Observed.Read read : scene.observed.messages(stream.name)) {
            Sent sent = stream.sent.get(read.text());
            assertThat(sent)
                    .as("%s %s was sent: %s", stream.name, read.sequence(), read.text())
                    .isNotNull();
            assertThat(read.subject()).isEqualTo(requireNonNull(sent).subject());
            found.put(read.sequence(), new Stored(read.sequence(), read.time(), sent));
        }
        if (scene.node.disk.crashed) {
            return;
        }
        JsonNode state = info.path("state");
        long last = state.path("last_seq").asLong();
        assertThat(state.path("messages").asInt()).as(stream.name).isEqualTo(found.size());
        boolean keeps = stream.retains();
        found.forEach((sequence, each) -> {
            String what = stream.name + " " + sequence;
            if (!scene.faulty || stream.kind != Kind.PLAIN) {
                assertThat(stream.ever.getOrDefault(sequence, List.of()))
                        .as("%s was stored there", what)
                        .contains(each);
            }
            assertThat(stream.gone.contains(sequence))
                    .as("%s was removed", what)
                    .isFalse();
            if (!keeps && !scene.faulty) {
                assertThat(scene.isDone(stream, each))
                        .as("%s is kept for nobody", what)
                        .isFalse();
            }
        });
        stream.promised.forEach((sequence, each) -> {
            assertThat(last).as(stream.name).isGreaterThanOrEqualTo(sequence);
            boolean due = scene.faulty && stream.kind == Kind.PLAIN && !isExpired(each)
                    || stream.present.containsKey(sequence) && (keeps || scene.isNeeded(stream, each));
            Stored is = found.get(sequence);
            assertThat(is != null || !due)
                    .as("%s %s was acknowledged and is lost", stream.name, sequence)
                    .isTrue();
            if (is != null) {
                assertThat(is.sent()).as("%s %s", stream.name, sequence).isEqualTo(each.sent());
            }
        });
        if (stream.maxPerSubject > 0) {
            Map<String, Integer> bySubject = new java.util.HashMap<>();
            found.values()
                    .forEach(each -> assertThat(bySubject.merge(each.sent().subject(), 1, Integer::sum))
                            .isLessThanOrEqualTo((int) stream.maxPerSubject));
        }
        if (after == null && scene.faulty && stream.kind == Kind.PLAIN) {
            stream.catchUp(found, last);
        } else if (after == null) {
            assertThat(last).as(stream.name).isEqualTo(stream.last);
            if (keeps) {
                assertThat(found.keySet()).as(stream.name).isEqualTo(stream.present.keySet());
            } else {
                stream.present.keySet().retainAll(found.keySet());
            }
        } else {
            stream.maxMessages = info.path("config").path("max_msgs").asLong();
            stream.resume(found, last, scene.node.now);
        }
        if (stream.maxMessages > 0) {
            assertThat((long) found.size()).isLessThanOrEqualTo(stream.maxMessages);
        }
    }

    boolean isExpired(Stored each) {
        return each.sent().ttlSeconds() > 0;
    }

    /** What a consumer says of itself agrees with what the stream holds. */
    void checkCounts(ConsumerModel consumer) {
        JsonNode info = scene.observed.consumer(consumer.stream.name, consumer.name);
        if (info == null) {
            assertThat(scene.node.disk.crashed).isTrue();
            return;
        }
        long delivered = info.path("delivered").path("stream_seq").asLong();
        long pending = consumer.stream.present.tailMap(Math.max(delivered, consumer.start), false).values().stream()
                .filter(each -> consumer.matches(each.sent().subject()))
                .count();
        assertThat(info.path("num_pending").asLong())
                .as("pending of %s: %s", consumer.name, info)
                .isEqualTo(pending);
        int waiting = info.path("num_ack_pending").asInt();
        assertThat(waiting).isLessThanOrEqualTo(consumer.maxAckPending);
        long open = consumer.stream.present.headMap(delivered, true).values().stream()
                .filter(each -> consumer.wants(each) && !consumer.isSettled(each.sequence()))
                .count();
        assertThat((long) waiting)
                .as("acknowledgements that %s waits for: %s", consumer.name, info)
                .isLessThanOrEqualTo(open);
        long floor = info.path("ack_floor").path("stream_seq").asLong();
        assertThat(floor).as("floor of %s", consumer.name).isGreaterThanOrEqualTo(consumer.floor);
        consumer.floor = floor;
    }

    /** What was confirmed as settled is so after a restart, and only what was settled. */
    void checkFloor(ConsumerModel consumer, JsonNode info) {
        consumer.received.keySet().removeIf(sequence -> sequence > consumer.stream.last);
        long floor = info.path("ack_floor").path("stream_seq").asLong();
        long least = 0;
        boolean isSettled = true;
        for (Stored each : consumer.stream.present.values()) {
            if (!consumer.wants(each)) {
                continue;
            }
            // What is given up holds the floor, as with nats-server.
            isSettled &= consumer.confirmed.contains(each.sequence()) && !consumer.gaveUp;
            least = isSettled ? each.sequence() : least;
            assertThat(each.sequence() > floor || consumer.mayBeDoneWith(each.sequence()))
                    .as("%s of %s has %s behind it: %s", consumer.name, consumer.stream.name, each.sequence(), info)
                    .isTrue();
        }
        assertThat(floor)
                .as("%s of %s went back: %s", consumer.name, consumer.stream.name, info)
                .isGreaterThanOrEqualTo(least);
    }

    long missing() {
        return scene.copies == null ? 0 : scene.copies.missing(scene.plain());
    }

    long owed(ConsumerModel consumer) {
        JsonNode info = requireNonNull(scene.observed.consumer(consumer.stream.name, consumer.name));
        return info.path("num_pending").asLong() + info.path("num_ack_pending").asLong();
    }
}
