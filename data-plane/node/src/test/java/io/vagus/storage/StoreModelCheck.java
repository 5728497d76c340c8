package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Does the same random things to a store and to the naive one, and compares every answer. Same seed, same run. */
final class StoreModelCheck {

    static final List<String> FILTERS =
            List.of(">", "a.1", "a.2", "a.*", "a.>", "b.*.x", "*.1", "*.*.*", "c", "none", "b.>", "a.7", "long.>");

    private final Random random;
    final NaiveStore model;
    StreamStore store;
    boolean checksLost = true;
    private long now = 1_000_000_000_000L;

    StoreModelCheck(long seed, StreamStore store) {
        this(seed, store, new NaiveStore());
    }

    StoreModelCheck(long seed, StreamStore store, NaiveStore model) {
        this.model = model;
        this.random = new Random(seed);
        this.store = store;
    }

    /** Does so many random steps. The reopen is done now and then; it gets the store and gives the one to go on with. */
    void run(int steps, UnaryOperator<StreamStore> reopen) {
        for (int i = 0; i < steps; i++) {
            step(reopen);
            if (random.nextInt(20) == 0) {
                compareSome();
            }
        }
        compareAll();
    }

    private void step(UnaryOperator<StreamStore> reopen) {
        now += random.nextInt(1_000_000);
        int choice = random.nextInt(1000);
        if (choice < 620) {
            append(0);
        } else if (choice < 640) {
            append(random.nextInt(30) + 1);
        } else if (choice < 650) {
            long to = store.lastSequence() + random.nextInt(20);
            store.skipTo(to, now);
            model.skipTo(to);
        } else if (choice < 860) {
            long sequence = randomSequence();
            boolean erase = random.nextInt(4) == 0;
            boolean removed = erase ? store.erase(sequence) : store.delete(sequence);
            assertThat(removed).isEqualTo(model.delete(sequence));
        } else if (choice < 910) {
            long first = store.firstSequence();
            assertThat(store.delete(first)).isEqualTo(model.delete(first));
        } else if (choice < 925) {
            SubjectFilter filter = randomFilter();
            long before = random.nextInt(3) == 0 ? randomSequence() : 0;
            long keep = before == 0 && random.nextBoolean() ? random.nextInt(20) : 0;
            if (filter.isAll() && before == 0 && keep == 0 && random.nextInt(4) > 0) {
                return;
            }
            assertThat(store.purge(filter, before, keep)).isEqualTo(model.purge(filter, before, keep));
        } else if (choice < 930) {
            long first = store.firstSequence() + random.nextInt(20);
            assertThat(store.compact(first)).isEqualTo(model.compact(first));
        } else if (choice < 935) {
            long last = Math.max(0, store.lastSequence() - random.nextInt(20));
            store.truncate(last);
            model.truncate(last);
        } else if (choice < 960) {
            store.commit(outcome -> assertThat(outcome).isEqualTo(StoreHealth.GOOD));
        } else if (choice < 975) {
            store.maintain(now);
        } else if (choice < 980) {
            store.releaseIdle();
        } else if (choice < 990) {
            store = reopen.apply(store);
        } else {
            expire();
        }
    }

    private void append(long gap) {
        byte[] subject = randomSubject();
        byte[] headers = random.nextInt(3) == 0 ? bytes(random.nextInt(60) + 1) : null;
        byte[] payload = bytes(random.nextInt(20) == 0 ? random.nextInt(5000) : random.nextInt(100));
        long ttl = random.nextInt(10) == 0 ? random.nextInt(3) - 1 : 0;
        long sequence = store.lastSequence() + 1 + gap;
        assertThat(store.appendAt(sequence, subject, headers, payload, now, ttl))
                .isEqualTo(sequence);
        model.appendAt(sequence, subject, headers, payload, now, ttl);
    }

    private void expire() {
        now += 200_000_000;
        for (long sequence = store.nextExpired(now); sequence != 0; sequence = store.nextExpired(now)) {
            StoredMessage message = requireNonNull(model.messages.get(sequence));
            assertThat(message.timestampNanos() + message.ttlSeconds() * 1_000_000_000L)
                    .isLessThanOrEqualTo(now);
            assertThat(store.delete(sequence)).isTrue();
            model.delete(sequence);
        }
        long nextExpiry = model.messages.values().stream()
                .filter(m -> m.ttlSeconds() > 0)
                .mapToLong(m -> m.timestampNanos() + m.ttlSeconds() * 1_000_000_000L)
                .min()
                .orElse(StreamStore.NO_EXPIRY);
        assertThat(store.nextExpiryNanos()).isEqualTo(nextExpiry);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] randomSubject() {
        String subject = switch (random.nextInt(8)) {
            case 0 -> "c";
            case 1 -> "b." + random.nextInt(20) + ".x";
            case 2 -> "b." + random.nextInt(200) + ".y";
            case 3 -> "long." + "x".repeat(random.nextInt(40)) + random.nextInt(3);
            default -> "a." + random.nextInt(10);
        };
        return subject.getBytes(UTF_8);
    }

    private long randomSequence() {
        long first = Math.max(0, store.firstSequence() - 2);
        return first + random.nextLong(store.lastSequence() + 4 - first);
    }

    private SubjectFilter randomFilter() {
        if (random.nextInt(5) == 0) {
            return SubjectFilter.anyOf(List.of(
                    FILTERS.get(random.nextInt(FILTERS.size() - 1) + 1),
                    FILTERS.get(random.nextInt(FILTERS.size() - 1) + 1)));
        }
        return SubjectFilter.of(FILTERS.get(random.nextInt(FILTERS.size())));
    }

    private void compareSome() {
        compareCounts();
        SubjectFilter filter = randomFilter();
        long from = randomSequence();
        assertThat(store.nextSequence(filter, from))
                .as("next %s from %s", filter, from)
                .isEqualTo(model.next(filter, from));
        StoredMessage previous = store.previous(filter, from);
        assertThat(previous == null ? 0 : previous.sequence())
                .as("previous %s from %s", filter, from)
                .isEqualTo(model.previous(filter, from));
        StoredMessage last = store.last(filter);
        assertThat(last == null ? 0 : last.sequence()).isEqualTo(model.previous(filter, Long.MAX_VALUE));
        for (boolean lastPerSubject : new boolean[] {false, true}) {
            assertThat(store.pending(from, filter, lastPerSubject))
                    .as("pending %s from %s, last per subject %s", filter, from, lastPerSubject)
                    .isEqualTo(model.pending(from, filter, lastPerSubject));
        }
        long time = 1_000_000_000_000L + random.nextLong(now - 1_000_000_000_000L + 1);
        assertThat(store.sequenceAt(time)).isEqualTo(model.sequenceAt(time));
        compareMessage(from);
        compareSubjects(filter);
        assertThat(store.lastSequences(filter, from))
                .containsExactly(model.subjects(filter).keySet().stream()
                        .mapToLong(s -> model.previous(SubjectFilter.of(s), from))
                        .filter(s -> s != 0)
                        .sorted()
                        .toArray());
        byte[] subject = randomSubject();
        long[] expected =
                model.subjects(SubjectFilter.of(subject)).getOrDefault(new String(subject, UTF_8), new long[3]);
        assertThat(new long[] {store.subjectMessages(subject), store.firstOf(subject), store.lastOf(subject)})
                .containsExactly(expected);
    }

    private void compareCounts() {
        StreamState state = store.state();
        assertThat(state.messages()).isEqualTo(model.messages.size());
        assertThat(state.lastSequence()).isEqualTo(model.last);
        assertThat(state.firstSequence()).isEqualTo(model.first());
        assertThat(state.bytes())
                .isEqualTo(model.messages.values().stream()
                        .mapToLong(m -> store.sizeOf(
                                m.subject().length, m.headers() == null ? 0 : m.headers().length, m.payload().length))
                        .sum());
        assertThat(state.firstTimestampNanos())
                .isEqualTo(
                        model.messages.isEmpty()
                                ? 0
                                : model.messages.firstEntry().getValue().timestampNanos());
        assertThat(state.numSubjects())
                .isEqualTo(model.subjects(SubjectFilter.all()).size());
        if (checksLost) {
            assertThat(state.lostMessages()).isZero();
        }
    }

    private void compareSubjects(SubjectFilter filter) {
        Map<String, List<Long>> expected = new LinkedHashMap<>();
        model.subjects(filter).forEach((k, v) -> expected.put(k, List.of(v[0], v[1], v[2])));
        Map<String, List<Long>> actual = new LinkedHashMap<>();
        store.subjects(filter, (subject, count, first, last) -> {
            assertThat(actual.put(new String(subject, UTF_8), List.of(count, first, last)))
                    .as("a subject is shown once")
                    .isNull();
            return true;
        });
        assertThat(actual).isEqualTo(expected);
    }

    private void compareMessage(long sequence) {
        StoredMessage expected = model.messages.get(sequence);
        StoredMessage actual = store.load(sequence);
        if (expected == null) {
            assertThat(actual).as("message %s", sequence).isNull();
            return;
        }
        requireNonNull(actual, () -> "message " + sequence);
        assertThat(actual.sequence()).isEqualTo(sequence);
        assertThat(actual.timestampNanos()).isEqualTo(expected.timestampNanos());
        assertThat(actual.subject()).isEqualTo(expected.subject());
        assertThat(actual.headers()).isEqualTo(expected.headers());
        assertThat(actual.payload()).isEqualTo(expected.payload());
        assertThat(actual.ttlSeconds()).isEqualTo(expected.ttlSeconds());
    }

    void compareAll() {
        compareCounts();
        for (long sequence = Math.max(0, model.first() - 1); sequence <= model.last + 1; sequence++) {
            compareMessage(sequence);
        }
        compareSubjects(SubjectFilter.all());
        List<Long> gaps = new ArrayList<>();
        for (long s = model.first(); s <= model.last; s++) {
            if (!model.messages.containsKey(s)) {
                gaps.add(s);
            }
        }
        assertThat(store.deleted(Integer.MAX_VALUE))
                .containsExactly(gaps.stream().mapToLong(Long::longValue).toArray());
        for (String text : FILTERS) {
            SubjectFilter filter = SubjectFilter.of(text);
            List<Long> found = new ArrayList<>();
            for (long s = store.nextSequence(filter, 0); s != 0; s = store.nextSequence(filter, s + 1)) {
                found.add(s);
            }
            assertThat(found).as(text).isEqualTo(model.matching(filter, 0));
        }
    }
}
