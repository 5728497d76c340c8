package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kind of stream store promises. A kind is a subclass. */
abstract class StreamStoreContract {

    /** A new, empty store. */
    abstract StreamStore create();

    /** Closes the store and opens it again; a kind that forgets gives back the one it got. */
    abstract StreamStore reopen(StreamStore store);

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static StoredMessage loaded(StreamStore store, long sequence) {
        return requireNonNull(store.load(sequence));
    }

    private static long put(StreamStore store, String subject, String payload) {
        return store.append(utf8(subject), null, utf8(payload), store.lastSequence() * 1000 + 1000, 0);
    }

    @Test
    void givesBackWhatWasAppended() {
        StreamStore store = create();
        long sequence = store.append(utf8("a.b"), utf8("NATS/1.0\r\nX: y\r\n\r\n"), utf8("hello"), 42, 7);
        StoredMessage message = loaded(store, sequence);
        assertThat(sequence).isEqualTo(1);
        assertThat(message.subject()).isEqualTo(utf8("a.b"));
        assertThat(message.headers()).isEqualTo(utf8("NATS/1.0\r\nX: y\r\n\r\n"));
        assertThat(message.payload()).isEqualTo(utf8("hello"));
        assertThat(message.timestampNanos()).isEqualTo(42);
        assertThat(message.ttlSeconds()).isEqualTo(7);
    }

    /** Over several files, of which some have no message with headers, opened again in between. */
    @Test
    void findsTheNextMessageThatHasHeaders() {
        StreamStore store = create();
        byte[] headers = utf8("NATS/1.0\r\nNats-Msg-Id: a\r\n\r\n");
        byte[] payload = new byte[1000];
        List<Long> with = new ArrayList<>();
        for (int i = 1; i <= 3000; i++) {
            boolean has = i > 1000 && i < 1200 && i % 50 == 0 || i == 2999;
            long sequence = store.append(utf8("a"), has ? headers : null, payload, i * 1000, 0);
            if (has) {
                with.add(sequence);
            }
            if (i == 1500) {
                store = reopen(store);
            }
        }
        for (int i = 0; i < 2; i++) {
            List<Long> found = new ArrayList<>();
            for (StoredMessage message = store.nextWithHeaders(1);
                    message != null;
                    message = store.nextWithHeaders(message.sequence() + 1)) {
                found.add(message.sequence());
            }
            assertThat(found).isEqualTo(with);
            assertThat(store.nextWithHeaders(3000)).isNull();
            store = reopen(store);
        }
    }

    @Test
    void anEmptyStoreBeginsWithOne() {
        StreamStore store = create();
        assertThat(store.state()).isEqualTo(new StreamState(0, 0, 1, 0, 0, 0, 0, 0, 0, 0));
        assertThat(store.load(1)).isNull();
        assertThat(store.next(SubjectFilter.all(), 0)).isNull();
        assertThat(store.last(SubjectFilter.all())).isNull();
        assertThat(store.nextExpiryNanos()).isEqualTo(StreamStore.NO_EXPIRY);
        assertThat(store.sequenceAt(5)).isEqualTo(1);
    }

    @Test
    void beginsWhereItIsTold() {
        StreamStore store = create();
        store.skipTo(99, 0);
        assertThat(store.firstSequence()).isEqualTo(100);
        store = reopen(store);
        assertThat(put(store, "a", "x")).isEqualTo(100);
        assertThat(store.firstSequence()).isEqualTo(100);
    }

    @Test
    void refusesASequenceThatIsNotBeyondTheLast() {
        StreamStore store = create();
        put(store, "a", "x");
        assertThatThrownBy(() -> store.appendAt(1, utf8("a"), null, utf8("x"), 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void remembersTheLastSequenceAfterEverythingWasPurged() {
        StreamStore store = create();
        for (int i = 0; i < 10; i++) {
            put(store, "a", "x");
        }
        assertThat(store.purge(SubjectFilter.all(), 0, 0)).isEqualTo(10);
        store = reopen(store);
        assertThat(store.firstSequence()).isEqualTo(11);
        assertThat(store.lastSequence()).isEqualTo(10);
        assertThat(store.subjects()).isZero();
        assertThat(put(store, "a", "x")).isEqualTo(11);
    }

    @Test
    void aPurgeBeforeTheFirstSequenceOfAllRemovesNothing() {
        StreamStore store = create();
        assertThat(store.purge(SubjectFilter.all(), 1, 0)).isZero();
        assertThat(store.isStartSettled()).isFalse();
        put(store, "a", "x");
        put(store, "a", "x");
        assertThat(store.purge(SubjectFilter.all(), 1, 0)).isZero();
        assertThat(store.purge(SubjectFilter.of("a"), 1, 0)).isZero();
        assertThat(store.messages()).isEqualTo(2);
        assertThat(store.purge(SubjectFilter.all(), 2, 0)).isEqualTo(1);
    }

    @Test
    void aPurgeOfEverythingSettlesWhereAStreamBeginsThatNeverHadAMessage() {
        StreamStore store = reopen(create());
        assertThat(store.isStartSettled()).isFalse();
        store.purge(SubjectFilter.of("a"), 0, 0);
        store.purge(SubjectFilter.all(), 0, 1);
        assertThat(store.isStartSettled()).isFalse();
        store.purge(SubjectFilter.all(), 0, 0);
        assertThat(store.isStartSettled()).isTrue();
        for (int i = 0; i < 3; i++) {
            store = reopen(store);
            assertThat(store.isStartSettled()).isTrue();
            assertThat(store.firstSequence()).isEqualTo(1);
            assertThat(store.lastSequence()).isZero();
        }
        assertThat(put(store, "a", "x")).isEqualTo(1);
        store = reopen(store);
        assertThat(store.messages()).isEqualTo(1);
        assertThat(store.isStartSettled()).isTrue();
    }

    @Test
    void aMessageOrAJumpSettlesWhereAStreamBegins() {
        StreamStore store = create();
        store.skipTo(4, 1);
        assertThat(store.isStartSettled()).isTrue();
        store.purge(SubjectFilter.all(), 0, 0);
        store = reopen(store);
        assertThat(store.isStartSettled()).isTrue();
        assertThat(store.firstSequence()).isEqualTo(5);
    }

    @Test
    void purgeKeepsTheNewestOfASubject() {
        StreamStore store = create();
        for (int i = 0; i < 6; i++) {
            put(store, "a", "x");
            put(store, "b", "x");
        }
        assertThat(store.purge(SubjectFilter.of("a"), 0, 2)).isEqualTo(4);
        assertThat(requireNonNull(store.subject(utf8("a"))).firstSequence()).isEqualTo(9);
        assertThat(requireNonNull(store.subject(utf8("b"))).messages()).isEqualTo(6);
        assertThat(store.purge(SubjectFilter.all(), 0, 3)).isEqualTo(5);
        assertThat(store.firstSequence()).isEqualTo(10);
    }

    @Test
    void compactBeyondTheEndMovesBothEnds() {
        StreamStore store = create();
        put(store, "a", "x");
        assertThat(store.compact(50)).isEqualTo(1);
        store = reopen(store);
        assertThat(store.firstSequence()).isEqualTo(50);
        assertThat(store.lastSequence()).isEqualTo(49);
    }

    @Test
    void aTruncatedSequenceIsGivenOutAgain() {
        StreamStore store = create();
        put(store, "a", "1");
        store.append(utf8("b"), null, utf8("2"), 5000, 1);
        assertThat(store.truncate(1)).isTrue();
        store = reopen(store);
        assertThat(store.subjects()).isEqualTo(1);
        assertThat(put(store, "c", "3")).isEqualTo(2);
        assertThat(loaded(store, 2).subject()).isEqualTo(utf8("c"));
        assertThat(store.nextExpiryNanos())
                .as("what was cut off does not expire")
                .isEqualTo(StreamStore.NO_EXPIRY);
        store = reopen(store);
        assertThat(loaded(store, 2).payload()).isEqualTo(utf8("3"));
        assertThat(store.nextExpiryNanos()).isEqualTo(StreamStore.NO_EXPIRY);
    }

    @Test
    void tellsWhatExpires() {
        StreamStore store = create();
        store.append(utf8("a"), null, utf8("x"), 1_000_000_000L, 5);
        store.append(utf8("a"), null, utf8("x"), 1_000_000_000L, 2);
        store.append(utf8("a"), null, utf8("x"), 1_000_000_000L, StreamStore.TTL_NEVER);
        store = reopen(store);
        assertThat(store.nextExpiryNanos()).isEqualTo(3_000_000_000L);
        assertThat(store.nextExpired(2_999_999_999L)).isZero();
        assertThat(store.nextExpired(3_000_000_000L)).isEqualTo(2);
        store.delete(2);
        store = reopen(store);
        assertThat(store.nextExpiryNanos()).isEqualTo(6_000_000_000L);
        store.delete(1);
        assertThat(store.nextExpiryNanos()).isEqualTo(StreamStore.NO_EXPIRY);
    }

    @Test
    void tellsTheListenerWhatIsRemoved() {
        StreamStore store = create();
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            put(store, "s." + i, "x");
        }
        long size = store.sizeOf(3, 0, 1);
        store.onRemoval(new RemovalListener() {
            @Override
            public void removed(long sequence, byte[] subject, long bytes) {
                told.add(sequence + " " + new String(subject, UTF_8) + " " + bytes);
            }

            @Override
            public void removedRange(long from, long to, long messages, long bytes) {
                told.add(from + "-" + to + " " + messages + " " + bytes);
            }
        });
        store.delete(2);
        store.compact(4);
        store.truncate(4);
        assertThat(told).containsExactly("2 s.1 " + size, "1-3 2 " + 2 * size, "5-5 1 " + size);
    }

    @Test
    void aCommitIsAnswered() {
        StreamStore store = create();
        put(store, "a", "x");
        List<StoreHealth> outcomes = new ArrayList<>();
        store.commit(outcomes::add);
        store.commit(outcomes::add);
        assertThat(outcomes).containsExactly(StoreHealth.GOOD, StoreHealth.GOOD);
    }

    @Test
    void keepsAMessageWithoutSubjectTokensInCommonAndOneOfAMegabyte() {
        StreamStore store = create();
        byte[] large = new byte[1024 * 1024];
        new java.util.Random(3).nextBytes(large);
        store.append(utf8("x"), null, large, 1, 0);
        store.append(utf8("y"), new byte[0], new byte[0], 2, 0);
        store = reopen(store);
        assertThat(loaded(store, 1).payload()).isEqualTo(large);
        assertThat(loaded(store, 2).payload()).isEmpty();
        assertThat(loaded(store, 2).headers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void answersAsThePlainestStoreWould(long seed) {
        StoreModelCheck check = new StoreModelCheck(seed, create());
        check.run(3000, this::reopen);
        check.store.close();
    }
}
