package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Drives the consumers of a stream on a disk that stops, fails and spoils what it has, and checks after each stop. Whatever happens, what was delivered to a consumer and
 * not acknowledged still waits or is delivered again, nothing is pending that was not delivered, and no consumer is there that nobody made. What somebody was told —
 * that a consumer is there, or gone, or that an acknowledgement is stored — holds, too, unless the device damaged it, and then something is said. Everything
 * follows from the seed.
 */
final class ConsumerCrashRun {

    private static final int NAMES = 6;

    /** One consumer that was made; another one of the same name is another. */
    private static final class Made {
        final String name;
        final Set<Long> delivered = new HashSet<>();
        /** Acknowledged, terminated, or given up. */
        final Set<Long> settled = new HashSet<>();
        /** The same as far as the store knows it now. */
        final Set<Long> known = new HashSet<>();

        final Set<String> configs = new HashSet<>();
        /** What somebody was told of. */
        Set<Long> told = Set.of();

        long toldFloor;
        /** Whether it was removed, whether anybody heard of it or not. */
        boolean removed;

        /** Not all messages are for each consumer. */
        final int passesOver;

        Made(String name, int passesOver) {
            this.name = name;
            this.passesOver = passesOver;
        }

        long farthest() {
            return delivered.stream().mapToLong(each -> each).max().orElse(0);
        }

        void settle(long sequence) {
            settled.add(sequence);
            known.add(sequence);
        }

        boolean wants(long sequence) {
            return sequence % 5 != passesOver;
        }
    }

    private final Random random;
    private final Durability durability;
    private final @Nullable StoreCipher cipher;
    private int keys;
    private boolean keyIsInUse;
    private int made;

    /** All that were ever made, by what describes them. */
    private final Map<String, Made> byConfig = new HashMap<>();

    /** The present ones, by name. */
    private final Map<String, Made> present = new TreeMap<>();

    /** Those of which somebody was told that they are there, or gone. */
    private final Set<Made> toldThere = new HashSet<>();

    private final Set<Made> toldGone = new HashSet<>();
    private final Deque<Runnable> syncs = new ArrayDeque<>();
    /** What the store that was opened last says of what is wrong. */
    private List<String> said = List.of();

    private SimulatedDisk disk;
    private FileConsumerStore store;

    /** Whether the device has changed bytes by itself. */
    private boolean damaged;

    long committed;
    long failed;
    long unread;

    /** Of what somebody was told and what was damaged. */
    long lost;

    ConsumerCrashRun(long seed, Durability durability, @Nullable StoreCipher cipher) {
        random = StoreCrashTest.seeded(~seed);
        this.durability = durability;
        this.cipher = cipher;
        disk = new SimulatedDisk(random);
        disk.readsShort = random.nextBoolean();
        store = open();
    }

    private FileConsumerStore open() {
        syncs.clear();
        TestStorage storage =
                new TestStorage(disk, random, random.nextBoolean() ? Runnable::run : syncs::add, encryption());
        said = storage.errors;
        FileConsumerStore opened = (FileConsumerStore) storage.storage.openConsumers(
                "A", "S", new StreamStoreOptions(StreamStoreOptions.Kind.FILE, false, durability), Runnable::run);
        keyIsInUse = true;
        return opened;
    }

    private @Nullable StoreEncryption encryption() {
        if (cipher == null) {
            return null;
        }
        if (keys == 0 || keyIsInUse && random.nextInt(3) == 0) {
            keys++;
            keyIsInUse = false;
        }
        return new StoreEncryption("key " + keys, keys > 1 ? "key " + (keys - 1) : null, cipher);
    }

    // ---- what the device does

    void failReads(int oneIn) {
        disk.readsFailOneIn = oneIn;
    }

    void failChanges(int oneIn) {
        disk.changesFailOneIn = oneIn;
    }

    void stopAfter(long operations) {
        disk.crashAt = disk.operations + operations;
    }

    void fill(long room) {
        disk.capacity = room == Long.MAX_VALUE ? room : disk.used() + room;
    }

    /** Changes something on the device; false where there is no log yet. */
    boolean damage(boolean wholeSector) {
        boolean done = wholeSector ? disk.spoilSector(".log") : disk.turnBit(".log");
        damaged |= done;
        return done;
    }

    // ---- what is done

    /** Works until the disk stops, or for so many steps; returns whether it stopped. */
    boolean work(int steps) {
        try {
            for (int i = 0; i < steps; i++) {
                step();
            }
        } catch (SimulatedDisk.Crash e) {
            assertThat(disk.crashed).isTrue();
        }
        return disk.crashed;
    }

    private void step() {
        int choice = random.nextInt(100);
        if (choice < 30) {
            deliver();
        } else if (choice < 60) {
            settle();
        } else if (choice < 63) {
            configure();
        } else if (choice < 65) {
            remove();
        } else if (choice < 75) {
            commit();
        } else if (choice < 85) {
            store.write();
        } else if (choice < 86) {
            store.releaseIdle();
        } else if (choice < 88) {
            store.maintain(random.nextLong(10_000_000));
        } else if (!syncs.isEmpty()) {
            syncs.poll().run();
        }
    }

    private Made any() {
        String name = "c" + random.nextInt(NAMES);
        Made there = present.get(name);
        if (there != null) {
            return there;
        }
        Made created = new Made(name, random.nextInt(6));
        // Noted before it is done: the machine may stop within.
        String config = describe(created);
        present.put(name, created);
        store.create(name, config.getBytes(UTF_8));
        return created;
    }

    private String describe(Made consumer) {
        String config = "config " + ++made + "x".repeat(random.nextInt(20) == 0 ? 700 : random.nextInt(30));
        consumer.configs.add(config);
        byConfig.put(config, consumer);
        return config;
    }

    private ConsumerLedger ledger(Made consumer) {
        return requireNonNull(store.consumer(consumer.name));
    }

    private void deliver() {
        Made to = any();
        ConsumerLedger ledger = ledger(to);
        ConsumerState state = ledger.state();
        long again = state.pending().isEmpty() ? 0 : state.pending().first();
        if (again != 0 && random.nextInt(4) == 0) {
            ledger.delivered(state.deliveredConsumer() + 1, again, state.redeliveries(again) + 2, random.nextInt(1000));
            return;
        }
        long sequence = state.deliveredStream() + 1;
        while (!to.wants(sequence)) {
            sequence++;
        }
        to.delivered.add(sequence);
        ledger.delivered(state.deliveredConsumer() + 1, sequence, 1, random.nextInt(1000));
    }

    private void settle() {
        Made of = any();
        ConsumerLedger ledger = ledger(of);
        PendingDeliveries pending = ledger.state().pending();
        if (pending.isEmpty()) {
            return;
        }
        List<Long> waiting = new ArrayList<>();
        pending.forEachFrom(0, (sequence, consumerSequence, at) -> waiting.add(sequence));
        long sequence = random.nextInt(3) == 0 ? waiting.get(random.nextInt(waiting.size())) : waiting.getFirst();
        switch (random.nextInt(12)) {
            case 0 -> {
                of.settle(sequence);
                ledger.abandoned(sequence);
            }
            case 1 -> {
                waiting.stream().filter(each -> each <= sequence).forEach(of::settle);
                ledger.acknowledgedThrough(pending.consumerSequence(sequence), sequence);
            }
            default -> {
                of.settle(sequence);
                ledger.acknowledged(pending.consumerSequence(sequence), sequence);
            }
        }
    }

    private void configure() {
        Made of = any();
        String config = describe(of);
        ledger(of).configure(config.getBytes(UTF_8));
    }

    private void remove() {
        Made gone = any();
        present.remove(gone.name);
        gone.removed = true;
        store.remove(gone.name);
    }

    /** What somebody is told when it is stored. */
    private Runnable promise() {
        Map<Made, Set<Long>> settled = new HashMap<>();
        Map<Made, Long> floors = new HashMap<>();
        present.values().forEach(each -> {
            settled.put(each, Set.copyOf(each.known));
            floors.put(each, ledger(each).state().ackFloorStream());
        });
        Set<Made> gone = new HashSet<>(byConfig.values());
        gone.removeAll(settled.keySet());
        return () -> {
            toldThere.addAll(settled.keySet());
            toldThere.removeAll(gone);
            toldGone.addAll(gone);
            settled.forEach((each, sequences) -> each.told = sequences);
            floors.forEach((each, floor) -> each.toldFloor = Math.max(each.toldFloor, floor));
        };
    }

    private void commit() {
        Runnable promise = promise();
        store.commit(outcome -> {
            if (outcome == StoreHealth.GOOD && !disk.crashed) {
                promise.run();
                committed++;
            } else {
                failed++;
            }
        });
    }

    // ---- how it ends, and what is there then

    /** The machine starts again. */
    void restartAndCheck() {
        restart(disk.afterCrash(), durability == Durability.ALWAYS);
    }

    /** Only the process was killed, and starts again. */
    void killAndCheck() {
        restart(disk.afterKill(), durability != Durability.ASYNC);
    }

    private void restart(SimulatedDisk left, boolean promised) {
        if (!promised) {
            toldThere.clear();
            toldGone.clear();
            byConfig.values().forEach(each -> {
                each.told = Set.of();
                each.toldFloor = 0;
            });
        }
        int failingReads = disk.readsFailOneIn;
        int failingChanges = disk.changesFailOneIn;
        disk = left;
        disk.readsFailOneIn = failingReads;
        disk.changesFailOneIn = failingChanges;
        if (random.nextInt(3) == 0) {
            // It may stop again while it starts.
            disk.crashAt = 1 + random.nextInt(4);
        }
        openAndCheck();
    }

    void closeAndCheck() {
        Runnable promise = promise();
        boolean closed = false;
        try {
            while (!syncs.isEmpty()) {
                syncs.poll().run();
            }
            store.close();
            closed = store.health() == StoreHealth.GOOD;
        } catch (SimulatedDisk.Crash e) {
            assertThat(disk.crashed).isTrue();
        }
        if (disk.crashed) {
            restartAndCheck();
            return;
        }
        if (closed) {
            promise.run();
        }
        openAndCheck();
    }

    private void openAndCheck() {
        try {
            store = disk.openWhenReadable(this::open, () -> unread++);
        } catch (SimulatedDisk.Crash e) {
            assertThat(disk.crashed).isTrue();
            restartAndCheck();
            return;
        }
        disk.heal();
        disk.crashAt = Long.MAX_VALUE;
        check();
    }

    private void check() {
        boolean mayLack = damaged && !isSilent();
        Map<Made, ConsumerLedger> found = new HashMap<>();
        for (ConsumerLedger each : store.consumers()) {
            Made of = byConfig.get(new String(each.config(), UTF_8));
            assertThat(of).as("somebody made %s", each.name()).isNotNull();
            assertThat(requireNonNull(of).name).isEqualTo(each.name());
            found.put(of, each);
            checkState(of, each.state(), mayLack);
        }
        for (Made each : toldThere) {
            if (!found.containsKey(each) && !each.removed) {
                assertThat(mayLack).as("%s was made and is lost", each.name).isTrue();
                lost++;
            }
        }
        for (Made each : found.keySet()) {
            assertThat(toldGone.contains(each) && !mayLack)
                    .as("%s was removed and is there", each.name)
                    .isFalse();
        }
        goOn(found, mayLack);
    }

    private void checkState(Made of, ConsumerState state, boolean mayLack) {
        state.pending().forEachFrom(0, (sequence, consumerSequence, at) -> {
            assertThat(of.delivered)
                    .as("%s of %s was delivered", sequence, of.name)
                    .contains(sequence);
            return true;
        });
        for (long sequence = 1; sequence <= Math.max(state.deliveredStream(), of.farthest()); sequence++) {
            if (!of.wants(sequence)) {
                continue;
            }
            boolean waits =
                    sequence > state.deliveredStream() || state.pending().contains(sequence);
            assertThat(waits || of.settled.contains(sequence))
                    .as("%s of %s is neither acknowledged nor delivered again", sequence, of.name)
                    .isTrue();
            if (waits && of.told.contains(sequence)) {
                assertThat(mayLack)
                        .as("%s of %s was acknowledged and comes again", sequence, of.name)
                        .isTrue();
                lost++;
            }
        }
        assertThat(state.ackFloorStream() >= of.toldFloor || mayLack)
                .as("floor of %s was told to be %s and is %s", of.name, of.toldFloor, state.ackFloorStream())
                .isTrue();
    }

    /** What is there now is what the next round begins with; what is read with {@code ALWAYS} is durable. */
    private void goOn(Map<Made, ConsumerLedger> found, boolean lacks) {
        // A log that is damaged may be read again as it was once; the next one that is begun is not.
        boolean isDurable = durability == Durability.ALWAYS && !lacks;
        present.clear();
        if (isDurable) {
            byConfig.values().retainAll(found.keySet());
        }
        toldThere.clear();
        toldGone.clear();
        found.forEach((each, ledger) -> {
            present.put(each.name, each);
            each.removed = false;
            each.told = Set.of();
            each.toldFloor = 0;
            ConsumerState state = ledger.state();
            each.known.clear();
            each.delivered.stream()
                    .filter(sequence -> sequence <= state.deliveredStream()
                            && !state.pending().contains(sequence))
                    .forEach(each.known::add);
            if (isDurable) {
                toldThere.add(each);
                each.toldFloor = state.ackFloorStream();
                each.delivered.removeIf(sequence -> sequence > state.deliveredStream());
                each.settled.retainAll(each.known);
                each.told = Set.copyOf(each.known);
            }
        });
    }

    /** Whether nothing was said of damage. */
    private boolean isSilent() {
        return said.stream()
                .noneMatch(line -> line.contains("damaged")
                        || line.contains("has no header")
                        || line.contains("is not understood"));
    }
}
