package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.base.Log;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A short written history, ended at each of its writes, syncs and changes of names in turn: by a kill of the process, and by the machine in each way a disk may
 * keep part of what was not synced.
 */
class EveryWriteTest {

    /** A kill, and ways to lose power. */
    private static final int WAYS = Integer.getInteger("vagus.crash.ways", 5);

    private static final int MOST_OPERATIONS = 5_000;
    private static final StoreEncryption FIRST_KEY = new StoreEncryption("first", null, StoreCipher.AES_GCM);
    private static final StoreEncryption SECOND_KEY =
            new StoreEncryption("second", "first", StoreCipher.CHACHA20_POLY1305);

    /** A history that plays on a disk, and what has to be so afterwards. */
    private interface History {
        void play(SimulatedDisk disk, Random random);

        void check(SimulatedDisk disk, Random random, boolean killed);
    }

    private interface Maker {
        History make();
    }

    private static void endAtEachWrite(Maker maker) {
        int ends = 0;
        for (int at = 1; at < MOST_OPERATIONS; at++) {
            boolean ended = false;
            for (int way = 0; way < WAYS; way++) {
                Random random = new Random(way);
                SimulatedDisk disk = new SimulatedDisk(random);
                disk.crashAt = at;
                History history = maker.make();
                try {
                    history.play(disk, random);
                } catch (SimulatedDisk.Crash | StorageException e) {
                    assertThat(disk.crashed).as(String.valueOf(e)).isTrue();
                }
                ended |= disk.crashed;
                try {
                    history.check(way == 0 ? disk.afterKill() : disk.afterCrash(), random, way == 0);
                } catch (AssertionError e) {
                    throw new AssertionError("ended at write " + at + ", way " + way + ": " + e.getMessage(), e);
                }
            }
            if (!ended) {
                assertThat(ends).isGreaterThan(10);
                return;
            }
            ends++;
        }
        throw new AssertionError("the history has no end");
    }

    static List<String> seals() {
        return List.of("plain", "encrypted");
    }

    // ---- messages

    /** Messages, by sequence; the history is what was done, in order, and how much of it somebody was told. */
    private static final class Messages implements History {
        private final boolean encrypted;
        private final boolean compressed;
        private final List<TreeMap<Long, String>> states = new ArrayList<>();
        private int told;
        private TreeMap<Long, String> now = new TreeMap<>();

        Messages(boolean encrypted, boolean compressed) {
            this.encrypted = encrypted;
            this.compressed = compressed;
            states.add(new TreeMap<>());
        }

        private StreamStore open(SimulatedDisk disk, Random random, @Nullable StoreEncryption key) {
            return new TestStorage(disk, random, Runnable::run, encrypted ? key : null)
                    .storage.openStream(
                            "A",
                            "S",
                            new StreamStoreOptions(StreamStoreOptions.Kind.FILE, compressed, Durability.ALWAYS),
                            Runnable::run);
        }

        private void note() {
            states.add(new TreeMap<>(now));
        }

        private void append(StreamStore store, int number) {
            String text = "message " + number + "x".repeat(number % 7 == 0 ? 2500 : 40);
            // Noted before it is done: the machine may stop within.
            now.put(store.lastSequence() + 1, text);
            note();
            store.append(("s." + number % 3).getBytes(UTF_8), null, text.getBytes(UTF_8), 1_000 + number, 0);
        }

        private void remove(Runnable change, Runnable removal) {
            change.run();
            note();
            removal.run();
        }

        private void commit(StreamStore store, SimulatedDisk disk) {
            int upTo = states.size() - 1;
            store.commit(outcome -> {
                if (outcome == StoreHealth.GOOD && !disk.crashed) {
                    told = Math.max(told, upTo);
                }
            });
        }

        @Override
        public void play(SimulatedDisk disk, Random random) {
            StreamStore store = open(disk, random, FIRST_KEY);
            for (int i = 1; i <= 6; i++) {
                append(store, i);
            }
            commit(store, disk);
            remove(() -> now.remove(2L), () -> store.delete(2));
            append(store, 7);
            commit(store, disk);
            remove(() -> now.remove(3L), () -> store.erase(3));
            commit(store, disk);
            store.maintain(2_000_000);
            for (int i = 8; i <= 14; i++) {
                append(store, i);
                commit(store, disk);
            }
            remove(
                    () -> now.values()
                            .removeIf(text -> Integer.parseInt(text.substring(8).replaceAll("x.*", "")) % 3 == 0),
                    () -> store.purge(SubjectFilter.of("s.0"), 0, 0));
            commit(store, disk);
            store.maintain(4_000_000);
            append(store, 15);
            store.close();
            if (store.health() == StoreHealth.GOOD && !disk.crashed) {
                told = states.size() - 1;
            }
            StreamStore again = open(disk, random, SECOND_KEY);
            append(again, 16);
            commit(again, disk);
            remove(() -> now.headMap(10L).clear(), () -> again.compact(10));
            commit(again, disk);
            again.maintain(8_000_000);
            append(again, 17);
            commit(again, disk);
        }

        @Override
        public void check(SimulatedDisk disk, Random random, boolean killed) {
            StreamStore store = open(disk, random, SECOND_KEY);
            TreeMap<Long, String> found = new TreeMap<>();
            for (long sequence = 1; sequence <= store.lastSequence(); sequence++) {
                StoredMessage message = store.load(sequence);
                if (message != null) {
                    found.put(sequence, new String(message.payload(), UTF_8));
                }
            }
            Set<Long> maybe = new HashSet<>();
            for (int i = told; i < states.size(); i++) {
                maybe.addAll(states.get(i).keySet());
            }
            found.forEach((sequence, text) -> {
                assertThat(maybe).as("%s was not removed", sequence).contains(sequence);
                assertThat(states).as("%s was sent", text).anyMatch(each -> text.equals(each.get(sequence)));
            });
            states.get(told).forEach((sequence, text) -> {
                if (states.subList(told, states.size()).stream().allMatch(each -> each.containsKey(sequence))) {
                    assertThat(found.get(sequence))
                            .as("%s was acknowledged", sequence)
                            .isEqualTo(text);
                }
            });
            // It goes on.
            long next = store.append("s.1".getBytes(UTF_8), null, "more".getBytes(UTF_8), 1_000_000, 0);
            StoreHealth[] outcome = {StoreHealth.FAILED};
            store.commit(health -> outcome[0] = health);
            assertThat(outcome[0]).isEqualTo(StoreHealth.GOOD);
            StreamStore last = open(disk.afterCrash(), random, SECOND_KEY);
            assertThat(new String(
                            java.util.Objects.requireNonNull(last.load(next)).payload(), UTF_8))
                    .isEqualTo("more");
            assertThat(last.messages()).isEqualTo(found.size() + 1L);
        }
    }

    @ParameterizedTest
    @MethodSource("seals")
    void noMessageIsLostWhateverWriteIsTheLast(String seal) {
        endAtEachWrite(() -> new Messages(seal.equals("encrypted"), false));
    }

    @ParameterizedTest
    @MethodSource("seals")
    void noMessageOfACompressedStreamIsLostWhateverWriteIsTheLast(String seal) {
        endAtEachWrite(() -> new Messages(seal.equals("encrypted"), true));
    }

    // ---- consumers

    /** Three consumers, one of which goes; the log is begun anew when it is opened under another key. */
    private static final class ConsumersOfAStream implements History {
        private final boolean encrypted;
        private final Durability durability;

        /** What was delivered and acknowledged, by consumer. */
        private final Map<String, Set<Long>> delivered = new HashMap<>();

        private final Map<String, Set<Long>> acknowledged = new HashMap<>();
        /** The same as far as somebody was told, or the operating system was. */
        private final Map<String, Set<Long>> promised = new HashMap<>();

        private final Map<String, Set<Long>> written = new HashMap<>();
        private final Map<String, Long> floors = new HashMap<>();
        private final Set<String> surelyThere = new HashSet<>();
        private final Set<String> surelyGone = new HashSet<>();

        ConsumersOfAStream(boolean encrypted, Durability durability) {
            this.encrypted = encrypted;
            this.durability = durability;
        }

        private ConsumerStore open(SimulatedDisk disk, Random random, StoreEncryption key) {
            return new TestStorage(disk, random, Runnable::run, encrypted ? key : null)
                    .storage.openConsumers(
                            "A",
                            "S",
                            new StreamStoreOptions(StreamStoreOptions.Kind.FILE, false, durability),
                            Runnable::run);
        }

        private static Set<Long> of(Map<String, Set<Long>> by, String name) {
            return by.computeIfAbsent(name, absent -> new HashSet<>());
        }

        private void deliver(ConsumerLedger consumer, long sequence) {
            of(delivered, consumer.name()).add(sequence);
            consumer.delivered(consumer.state().deliveredConsumer() + 1, sequence, 1, 1_000 + sequence);
        }

        private void acknowledge(ConsumerLedger consumer, long sequence) {
            of(acknowledged, consumer.name()).add(sequence);
            consumer.acknowledged(consumer.state().pending().consumerSequence(sequence), sequence);
        }

        private void commit(ConsumerStore store, SimulatedDisk disk) {
            Map<String, Set<Long>> so = copy(acknowledged);
            Map<String, Long> far = new HashMap<>();
            store.consumers().forEach(each -> far.put(each.name(), each.state().ackFloorStream()));
            Set<String> there = Set.copyOf(far.keySet());
            Set<String> gone = new HashSet<>(delivered.keySet());
            gone.removeAll(there);
            store.commit(outcome -> {
                if (outcome == StoreHealth.GOOD && !disk.crashed) {
                    promised.putAll(so);
                    floors.putAll(far);
                    surelyThere.addAll(there);
                    surelyThere.removeAll(gone);
                    surelyGone.addAll(gone);
                }
            });
        }

        private void write(ConsumerStore store, SimulatedDisk disk) {
            store.write();
            // A log that has been begun anew counts from when it has its name: with the next commit.
            if (!disk.crashed && !((FileConsumerStore) store).isProvisional()) {
                written.putAll(copy(acknowledged));
            }
        }

        private static Map<String, Set<Long>> copy(Map<String, Set<Long>> of) {
            Map<String, Set<Long>> copy = new HashMap<>();
            of.forEach((name, sequences) -> copy.put(name, Set.copyOf(sequences)));
            return copy;
        }

        @Override
        public void play(SimulatedDisk disk, Random random) {
            ConsumerStore store = open(disk, random, FIRST_KEY);
            ConsumerLedger a = store.create("a", "of a".getBytes(UTF_8));
            ConsumerLedger b = store.create("b", "of b".getBytes(UTF_8));
            of(delivered, "a");
            of(delivered, "b");
            commit(store, disk);
            for (long sequence = 1; sequence <= 5; sequence++) {
                deliver(a, sequence);
                deliver(b, sequence);
            }
            write(store, disk);
            acknowledge(a, 1);
            acknowledge(b, 2);
            commit(store, disk);
            acknowledge(a, 2);
            write(store, disk);
            deliver(a, 6);
            write(store, disk);
            acknowledge(a, 3);
            acknowledge(b, 1);
            write(store, disk);
            commit(store, disk);
            ConsumerLedger c = store.create("c", "of c".getBytes(UTF_8));
            of(delivered, "c");
            deliver(c, 9);
            surelyThere.remove("b");
            store.remove("b");
            commit(store, disk);
            c.abandoned(9);
            of(acknowledged, "c").add(9L);
            a.configure("another".getBytes(UTF_8));
            commit(store, disk);
            store.close();
            ConsumerStore again = open(disk, random, SECOND_KEY);
            ConsumerLedger same = again.consumer("a");
            if (same == null || again.consumer("c") == null) {
                throw new AssertionError("a consumer is lost");
            }
            acknowledge(same, 4);
            write(again, disk);
            deliver(same, 7);
            write(again, disk);
            acknowledge(same, 7);
            commit(again, disk);
            acknowledge(same, 5);
            acknowledge(same, 6);
            commit(again, disk);
        }

        @Override
        public void check(SimulatedDisk disk, Random random, boolean killed) {
            ConsumerStore store = open(disk, random, SECOND_KEY);
            assertThat(store.consumers()).extracting(ConsumerLedger::name).containsAll(surelyThere);
            assertThat(store.consumers()).extracting(ConsumerLedger::name).noneMatch(surelyGone::contains);
            for (ConsumerLedger each : store.consumers()) {
                String name = each.name();
                ConsumerState state = each.state();
                assertThat(new String(each.config(), UTF_8)).isIn("of " + name, "another");
                Set<Long> certainly = new HashSet<>(promised.getOrDefault(name, Set.of()));
                if (killed && durability != Durability.ASYNC) {
                    certainly.addAll(written.getOrDefault(name, Set.of()));
                }
                for (long sequence = 1; sequence <= 10; sequence++) {
                    boolean waits = state.pending().contains(sequence);
                    if (certainly.contains(sequence)) {
                        assertThat(waits || state.deliveredStream() < sequence)
                                .as("%s of %s was acknowledged", sequence, name)
                                .isFalse();
                    }
                    if (waits) {
                        assertThat(of(delivered, name)).contains(sequence);
                    } else if (sequence <= state.deliveredStream()
                            && of(delivered, name).contains(sequence)) {
                        assertThat(of(acknowledged, name))
                                .as("%s of %s is lost", sequence, name)
                                .contains(sequence);
                    }
                }
                assertThat(state.ackFloorStream())
                        .as("floor of %s", name)
                        .isGreaterThanOrEqualTo(surelyThere.contains(name) ? floors.getOrDefault(name, 0L) : 0);
            }
            // It goes on.
            ConsumerLedger more = store.create("more", "more".getBytes(UTF_8));
            more.delivered(1, 1, 1, 5);
            StoreHealth[] outcome = {StoreHealth.FAILED};
            store.commit(health -> outcome[0] = health);
            assertThat(outcome[0]).isEqualTo(StoreHealth.GOOD);
            if (durability == Durability.ALWAYS) {
                ConsumerLedger last =
                        open(disk.afterCrash(), random, SECOND_KEY).consumer("more");
                assertThat(java.util.Objects.requireNonNull(last)
                                .state()
                                .pending()
                                .contains(1))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seals")
    void noConsumerGoesBackWhateverWriteIsTheLast(String seal) {
        endAtEachWrite(() -> new ConsumersOfAStream(seal.equals("encrypted"), Durability.ALWAYS));
    }

    // ---- documents

    /** Documents that are stored, replaced and removed; the log is begun anew within. */
    private static final class Documents implements History {
        private final int size;
        private final Map<String, String> sure = new HashMap<>();
        /** What the last change would make of it; null for nothing. */
        private final Map<String, @Nullable String> perhaps = new HashMap<>();

        Documents(int size) {
            this.size = size;
        }

        private static MetaStore open(SimulatedDisk disk, Random random) {
            return new FileMetaStore(disk, "meta", random::nextBytes, Log.none());
        }

        private void put(MetaStore store, int round, String... keys) {
            Map<String, byte[]> documents = new HashMap<>();
            for (String key : keys) {
                String text = key + " " + round + "x".repeat(size);
                perhaps.put(key, text);
                documents.put(key, text.getBytes(UTF_8));
            }
            store.putAll(documents);
            perhaps.forEach((key, text) -> sure.put(key, java.util.Objects.requireNonNull(text)));
            perhaps.clear();
        }

        private void delete(MetaStore store, String key) {
            perhaps.put(key, null);
            store.delete(key);
            perhaps.clear();
            sure.remove(key);
        }

        @Override
        public void play(SimulatedDisk disk, Random random) {
            MetaStore store = open(disk, random);
            put(store, 1, "a/1", "a/2");
            put(store, 2, "a/1");
            delete(store, "a/2");
            put(store, 3, "a/2", "b/1", "b/2");
            MetaStore again = open(disk, random);
            put(again, 4, "b/1");
            delete(again, "a/1");
            put(again, 5, "c");
            put(again, 6, "c");
        }

        @Override
        public void check(SimulatedDisk disk, Random random, boolean killed) {
            MetaStore store = open(disk, random);
            Set<String> keys = new HashSet<>(Set.of("a/1", "a/2", "b/1", "b/2", "c"));
            for (String key : keys) {
                byte[] found = store.get(key);
                String text = found == null ? null : new String(found, UTF_8);
                if (perhaps.containsKey(key)) {
                    assertThat(text).as(key).isIn(java.util.Arrays.asList(sure.get(key), perhaps.get(key)));
                } else {
                    assertThat(text).as(key).isEqualTo(sure.get(key));
                }
            }
            store.put("z", "more".getBytes(UTF_8));
            assertThat(open(disk.afterCrash(), random).get("z")).isEqualTo("more".getBytes(UTF_8));
        }
    }

    /** The larger ones have the log begun anew. */
    @ParameterizedTest
    @ValueSource(ints = {20, 60_000})
    void noDocumentIsLostWhateverWriteIsTheLast(int size) {
        endAtEachWrite(() -> new Documents(size));
    }
}
