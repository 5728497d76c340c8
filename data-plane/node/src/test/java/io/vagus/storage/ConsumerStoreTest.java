package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;

/** The state of consumers in files. */
class ConsumerStoreTest {

    private static final int RUNS = Integer.getInteger("vagus.crash.runs", 40);

    private static final long BASE = Long.getLong("vagus.crash.base", 0);

    private static ConsumerStore open(SimulatedDisk disk, Random random, java.util.concurrent.Executor syncs) {
        return open(disk, random, syncs, null);
    }

    private static ConsumerStore open(
            SimulatedDisk disk,
            Random random,
            java.util.concurrent.Executor syncs,
            @Nullable StoreEncryption encryption) {
        return new TestStorage(disk, random, syncs, encryption)
                .storage.openConsumers("A", "S", StreamStoreOptions.file(), Runnable::run);
    }

    private static String text(ConsumerLedger consumer) {
        StringBuilder text = new StringBuilder(new String(consumer.config(), UTF_8));
        ConsumerState state = consumer.state();
        text.append(' ').append(state.deliveredConsumer()).append(' ').append(state.deliveredStream());
        text.append(' ').append(state.ackFloorConsumer()).append(' ').append(state.ackFloorStream());
        state.pending().forEachFrom(0, (s, c, t) -> {
            text.append(" p").append(s).append('/').append(c).append('/').append(t);
            return true;
        });
        new TreeMap<>(state.redelivered())
                .forEach((s, n) -> text.append(" r").append(s).append('/').append(n));
        return text.toString();
    }

    @Test
    void stateIsThereAgain() {
        SimulatedDisk disk = new SimulatedDisk(new Random(1));
        ConsumerStore store = open(disk, new Random(1), Runnable::run);
        ConsumerLedger consumer = store.create("c", "{}".getBytes(UTF_8));
        for (int i = 1; i <= 5; i++) {
            consumer.delivered(i, i * 2, 1, i * 100);
        }
        consumer.acknowledged(1, 2);
        consumer.delivered(6, 6, 2, 700);
        consumer.configure("{\"a\":1}".getBytes(UTF_8));
        store.create("gone", new byte[0]);
        store.remove("gone");
        String before = text(consumer);
        store.close();
        store = open(disk, new Random(1), Runnable::run);
        assertThat(store.consumers()).hasSize(1);
        assertThat(text(requireNonNull(store.consumer("c")))).isEqualTo(before);
        assertThat(before).contains("{\"a\":1} 6 10 1 3").contains("r6/1");
    }

    @Test
    void whatIsWrittenSurvivesTheProcessAndWaitsForACommit() {
        SimulatedDisk disk = new SimulatedDisk(new Random(1));
        ConsumerStore store = open(disk, new Random(1), Runnable::run);
        ConsumerLedger consumer = store.create("c", "{}".getBytes(UTF_8));
        assertThat(store.hasNewDescriptions()).isTrue();
        store.commit(outcome -> {});
        assertThat(store.hasNewDescriptions()).isFalse();
        assertThat(store.write()).isFalse();
        consumer.delivered(1, 7, 1, 100);
        assertThat(store.write()).isTrue();
        assertThat(text(requireNonNull(open(disk, new Random(1), Runnable::run).consumer("c"))))
                .isEqualTo(text(consumer));
        store.commit(outcome -> {});
        assertThat(store.write()).isFalse();
        assertThat(text(requireNonNull(
                        open(disk.afterCrash(), new Random(1), Runnable::run).consumer("c"))))
                .isEqualTo(text(consumer));
    }

    @Test
    void aLogThatIsBeingSyncedIsNotClosed() {
        SimulatedDisk disk = new SimulatedDisk(new Random(1));
        Deque<Runnable> syncs = new ArrayDeque<>();
        ConsumerStore store = open(disk, new Random(1), syncs::add);
        ConsumerLedger consumer = store.create("c", "{}".getBytes(UTF_8));
        store.commit(outcome -> {});
        syncs.remove().run();
        consumer.delivered(1, 1, 1, 100);
        StoreHealth[] outcome = {StoreHealth.FAILED};
        store.commit(result -> outcome[0] = result);
        for (int i = 0; i < 200_000; i++) {
            consumer.delivered(i + 2, i + 2, 1, 100);
            consumer.acknowledged(i + 1, i + 1);
            if (i % 1000 == 0) {
                store.write();
            }
        }
        syncs.remove().run();
        assertThat(outcome[0]).isEqualTo(StoreHealth.GOOD);
        String before = text(consumer);
        store.commit(result -> outcome[0] = result);
        store.close();
        assertThat(text(requireNonNull(open(disk, new Random(1), Runnable::run).consumer("c"))))
                .isEqualTo(before);
    }

    @Test
    void manyConsumersShareOneFile() {
        SimulatedDisk disk = new SimulatedDisk(new Random(1));
        ConsumerStore store = open(disk, new Random(1), Runnable::run);
        for (int i = 0; i < 5000; i++) {
            store.create("c" + i, ("config " + i).getBytes(UTF_8)).delivered(1, i + 1, 1, 5);
        }
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 5000; i++) {
                requireNonNull(store.consumer("c" + i)).acknowledged(round + 1, i + 1 + round);
                requireNonNull(store.consumer("c" + i)).delivered(round + 2, i + 2 + round, 1, 5);
            }
            store.commit(outcome -> {});
        }
        assertThat(disk.files(".log")).isEqualTo(1);
        assertThat(disk.used()).as("the log is begun anew as it grows").isLessThan(2_000_000);
        String before = text(requireNonNull(store.consumer("c4999")));
        store.close();
        store = open(disk, new Random(1), Runnable::run);
        assertThat(store.consumers()).hasSize(5000);
        assertThat(text(requireNonNull(store.consumer("c4999")))).isEqualTo(before);
    }

    /** Under another key every other start. */
    private static @Nullable StoreEncryption encryption(@Nullable StoreCipher cipher, int start) {
        return cipher == null
                ? null
                : new StoreEncryption("key " + start / 2, start < 2 ? null : "key " + (start / 2 - 1), cipher);
    }

    @ParameterizedTest
    @NullSource
    @EnumSource(StoreCipher.class)
    void aFloorNeverGoesBackBehindWhatWasAcknowledged(@Nullable StoreCipher cipher) {
        for (long seed = BASE + 1; seed <= BASE + RUNS; seed++) {
            Random random = StoreCrashTest.seeded(seed);
            SimulatedDisk disk = new SimulatedDisk(random);
            for (int round = 0; round < 5; round++) {
                Deque<Runnable> syncs = new ArrayDeque<>();
                Map<String, Long> floors = new HashMap<>();
                boolean[] full = {false};
                disk.crashAt = disk.operations + 1 + random.nextInt(120);
                try {
                    ConsumerStore store = open(
                            disk,
                            random,
                            random.nextBoolean() ? Runnable::run : syncs::add,
                            encryption(cipher, 2 * round));
                    for (int step = 0; step < 600; step++) {
                        work(store, random, floors, disk);
                        if (!syncs.isEmpty() && random.nextInt(4) == 0) {
                            syncs.poll().run();
                        }
                        if (random.nextInt(100) == 0) {
                            full[0] = !full[0];
                            disk.capacity = full[0] ? disk.used() + random.nextInt(500) : Long.MAX_VALUE;
                        }
                    }
                } catch (SimulatedDisk.Crash e) {
                    assertThat(disk.crashed).isTrue();
                }
                disk = disk.afterCrash();
                ConsumerStore found = open(disk, random, Runnable::run, encryption(cipher, 2 * round + 1));
                for (Map.Entry<String, Long> floor : floors.entrySet()) {
                    ConsumerLedger consumer = found.consumer(floor.getKey());
                    assertThat(consumer)
                            .as("seed %s: consumer %s", seed, floor.getKey())
                            .isNotNull();
                    assertThat(requireNonNull(consumer).state().ackFloorStream())
                            .as("seed %s: floor of %s", seed, floor.getKey())
                            .isGreaterThanOrEqualTo(floor.getValue());
                }
                found.close();
            }
        }
    }

    private static void work(ConsumerStore store, Random random, Map<String, Long> floors, SimulatedDisk disk) {
        String name = "c" + random.nextInt(6);
        ConsumerLedger consumer = store.consumer(name);
        if (consumer == null) {
            consumer = store.create(name, "x".getBytes(UTF_8));
        }
        ConsumerState state = consumer.state();
        int choice = random.nextInt(10);
        if (choice < 4) {
            consumer.delivered(state.deliveredConsumer() + 1, state.deliveredStream() + 1, 1, 7);
        } else if (choice < 8 && !state.pending().isEmpty()) {
            long sequence = state.pending().first();
            consumer.acknowledged(state.pending().consumerSequence(sequence), sequence);
        } else if (choice == 8) {
            Map<String, Long> now = new HashMap<>();
            for (ConsumerLedger each : store.consumers()) {
                now.put(each.name(), each.state().ackFloorStream());
            }
            store.commit(outcome -> {
                if (outcome == StoreHealth.GOOD && !disk.crashed) {
                    floors.putAll(now);
                }
            });
        }
    }
}
