package io.vagus.jetstream.consumer;

import static io.vagus.jetstream.consumer.TestStream.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.consumer.StreamTerms.Retention;
import io.vagus.storage.SubjectFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishers, consumers, clients of all manners, deletions and crashes, out of one seed: what must hold holds at every step. */
class ConsumerSimulationTest {

    private static final int STEPS = 1_200;
    private static final List<String> SUBJECTS = List.of("s.a", "s.b", "s.c.d");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void keepsItsPromises(long seed) {
        new Run(seed, Retention.LIMITS).play();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void keepsItsPromisesOfInterest(long seed) {
        new Run(seed, Retention.INTEREST).play();
    }

    @ParameterizedTest
    @ValueSource(longs = {21})
    void playsTheSameSeedTheSameWay(long seed) {
        Run first = new Run(seed, Retention.LIMITS);
        Run second = new Run(seed, Retention.LIMITS);
        first.play();
        second.play();
        assertThat(second.history).isEqualTo(first.history);
    }

    /** A consumer with what the test knows about it. */
    private static final class Subject {
        final String name;
        final String inbox;
        final boolean push;
        final List<String> filters;
        final long ackWait;
        final int maxDeliver;
        final int maxAckPending;
        final Map<Long, Integer> deliveries = new HashMap<>();
        final Map<Long, Long> lastDelivered = new HashMap<>();
        final Set<Long> settled = new HashSet<>();
        final Set<Long> hurried = new HashSet<>();
        final List<TestStream.Received> open = new ArrayList<>();
        long highest;
        long floor;

        Subject(String name, Random random) {
            this.name = name;
            inbox = "in." + name;
            push = random.nextInt(3) == 0;
            filters = switch (random.nextInt(4)) {
                case 0 -> List.of();
                case 1 -> List.of("s.a");
                case 2 -> List.of("s.*");
                default -> List.of("s.b", "s.c.>");
            };
            ackWait = (1 + random.nextInt(5)) * SECOND;
            maxDeliver = random.nextBoolean() ? -1 : 2 + random.nextInt(3);
            maxAckPending = 1 + random.nextInt(20);
        }

        String members() {
            StringBuilder text = new StringBuilder("\"ack_policy\":\"explicit\",\"ack_wait\":" + ackWait
                    + ",\"max_deliver\":" + maxDeliver + ",\"max_ack_pending\":" + maxAckPending);
            if (push) {
                text.append(",\"deliver_subject\":\"").append(inbox).append('"');
            }
            if (filters.size() == 1) {
                text.append(",\"filter_subject\":\"").append(filters.getFirst()).append('"');
            } else if (!filters.isEmpty()) {
                text.append(",\"filter_subjects\":[\"s.b\",\"s.c.>\"]");
            }
            return text.toString();
        }
    }

    private static final class Run {
        final Random random;
        final Retention retention;
        final TestStream stream;
        final List<Subject> subjects = new ArrayList<>();
        final List<String> history = new ArrayList<>();
        final Set<Long> deleted = new HashSet<>();
        final Map<Long, String> published = new HashMap<>();

        Run(long seed, Retention retention) {
            random = new Random(seed);
            this.retention = retention;
            stream = new TestStream(retention, seed);
        }

        void play() {
            for (int i = 0; i < 5; i++) {
                Subject subject = new Subject("c" + i, random);
                subjects.add(subject);
                stream.listen(subject.inbox);
                stream.create(subject.name, subject.members());
            }
            for (int i = 0; i < STEPS; i++) {
                step();
                look();
            }
            drain();
        }

        void step() {
            Subject subject = subjects.get(random.nextInt(subjects.size()));
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5 -> publish();
                case 6, 7, 8 -> pull(subject);
                case 9, 10, 11, 12, 13, 14 -> answer(subject);
                case 15, 16 -> stream.advance(random.nextInt(3) * SECOND / 2 + random.nextInt(1000));
                case 17 -> delete();
                case 18 -> crash();
                default -> come(subject);
            }
        }

        void publish() {
            String name = SUBJECTS.get(random.nextInt(SUBJECTS.size()));
            long sequence = stream.publish(name, "m");
            if (sequence != 0) {
                published.put(sequence, name);
            }
        }

        void pull(Subject subject) {
            if (!subject.push) {
                int batch = 1 + random.nextInt(10);
                String options = random.nextBoolean() ? ",\"no_wait\":true" : ",\"expires\":" + 3 * SECOND;
                stream.pull(subject.name, subject.inbox, "{\"batch\":" + batch + options + "}");
            }
        }

        void answer(Subject subject) {
            if (subject.open.isEmpty()) {
                return;
            }
            TestStream.Received message = subject.open.remove(random.nextInt(subject.open.size()));
            long sequence = message.ack().streamSequence();
            switch (random.nextInt(8)) {
                case 0 -> {
                    subject.hurried.add(sequence);
                    stream.respond(message, "-NAK");
                }
                case 1 -> {
                    subject.hurried.add(sequence);
                    stream.respond(message, "-NAK {\"delay\":700000000}");
                }
                case 2 -> {
                    subject.settled.add(sequence);
                    stream.respond(message, "+TERM");
                }
                case 3 -> {} // The client forgets it.
                case 4 -> stream.respond(message, "+WPI");
                default -> {
                    subject.settled.add(sequence);
                    stream.respond(message, "+ACK");
                }
            }
        }

        void delete() {
            long sequence = 1 + random.nextLong(stream.store.lastSequence() + 1);
            if (stream.store.load(sequence) != null) {
                deleted.add(sequence);
                stream.delete(sequence);
            }
        }

        void crash() {
            history.add("crash");
            stream.restart();
        }

        void come(Subject subject) {
            if (random.nextBoolean()) {
                stream.unlisten(subject.inbox);
            }
            stream.listen(subject.inbox);
        }

        /** Takes in what was delivered, and checks what must always hold. */
        void look() {
            for (Subject subject : subjects) {
                for (TestStream.Received each : stream.take(subject.inbox)) {
                    history.add(subject.name + " " + each.status() + " " + each.reply() + " " + each.at());
                    if (each.status().isEmpty()) {
                        delivered(subject, each);
                    }
                }
                ObjectNode info = stream.info(subject.name);
                assertThat(info.get("num_ack_pending").asInt()).isLessThanOrEqualTo(subject.maxAckPending);
                long floor = info.get("ack_floor").get("stream_seq").asLong();
                assertThat(floor).isGreaterThanOrEqualTo(subject.floor);
                subject.floor = floor;
                Consumer consumer = consumer(subject);
                assertThat(info.get("num_pending").asLong())
                        .isEqualTo(stream.store.pending(
                                consumer.nextSequence, SubjectFilter.anyOf(subject.filters), false));
            }
        }

        Consumer consumer(Subject subject) {
            return Objects.requireNonNull(stream.consumers().named(subject.name));
        }

        void delivered(Subject subject, TestStream.Received message) {
            AckSubject ack = message.ack();
            long sequence = ack.streamSequence();
            String subjectName = Objects.requireNonNull(published.get(sequence));
            assertThat(message.subject()).isEqualTo(subjectName);
            assertThat(SubjectFilter.anyOf(subject.filters).matches(subjectName.getBytes()))
                    .isTrue();
            assertThat(subject.settled).as("delivered after it was settled").doesNotContain(sequence);
            int count = subject.deliveries.merge(sequence, 1, Integer::sum);
            assertThat(ack.deliveries()).isEqualTo(count);
            if (subject.maxDeliver > 0) {
                assertThat(count).isLessThanOrEqualTo(subject.maxDeliver);
            }
            if (count == 1) {
                assertThat(sequence).as("first deliveries go up").isGreaterThan(subject.highest);
                subject.highest = sequence;
            } else if (!subject.hurried.remove(sequence)) {
                assertThat(message.at() - Objects.requireNonNull(subject.lastDelivered.get(sequence)))
                        .as("delivered again before its time")
                        .isGreaterThanOrEqualTo(subject.ackWait);
            }
            subject.lastDelivered.put(sequence, message.at());
            subject.open.add(message);
        }

        boolean isOwed() {
            return subjects.stream()
                    .map(each -> stream.info(each.name))
                    .anyMatch(info -> info.get("num_pending").asLong() > 0
                            || info.get("num_ack_pending").asLong() > 0);
        }

        /** Everybody behaves: in the end nothing is owed. */
        void drain() {
            for (int round = 0; round < 3 * STEPS && isOwed(); round++) {
                for (Subject subject : subjects) {
                    stream.listen(subject.inbox);
                    if (!subject.push) {
                        stream.pull(subject.name, subject.inbox, "{\"batch\":50,\"expires\":" + SECOND + "}");
                    }
                }
                look();
                for (Subject subject : subjects) {
                    List<TestStream.Received> open = List.copyOf(subject.open);
                    subject.open.clear();
                    for (TestStream.Received each : open) {
                        subject.settled.add(each.ack().streamSequence());
                        stream.ack(each);
                    }
                }
                stream.advance(SECOND);
            }
            for (Subject subject : subjects) {
                published.forEach((sequence, name) -> {
                    if (SubjectFilter.anyOf(subject.filters).matches(name.getBytes()) && !deleted.contains(sequence)) {
                        boolean exhausted = subject.maxDeliver > 0
                                && subject.deliveries.getOrDefault(sequence, 0) == subject.maxDeliver;
                        assertThat(subject.settled.contains(sequence) || exhausted)
                                .as(subject.name + " owes " + sequence)
                                .isTrue();
                    }
                });
                assertThat(stream.info(subject.name).get("num_pending").asLong())
                        .isZero();
                assertThat(stream.info(subject.name).get("num_ack_pending").asLong())
                        .isZero();
            }
        }
    }
}
