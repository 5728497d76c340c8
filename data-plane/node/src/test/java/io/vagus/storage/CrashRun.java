package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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
 * Drives a stream's store on a disk that stops, and checks after each stop: what was acknowledged is there, what was acknowledged to be removed is not, nothing is
 * there that was never appended, and the index says what the messages say. Everything follows from the seed.
 */
final class CrashRun {

    private final Random random;
    private final StreamStoreOptions options;
    private final @Nullable StoreCipher cipher;
    private int keys;

    /** Whether the store was opened under the last of the keys: only then another one may take its place. */
    private boolean keyIsInUse;

    private final Deque<Runnable> syncs = new ArrayDeque<>();
    private final List<Change> changes = new ArrayList<>();

    /** Everything that was ever appended, by sequence. */
    private final Map<Long, List<StoredMessage>> appended = new HashMap<>();

    /** The same of earlier rounds, where a stop may bring it back. */
    private final Map<Long, List<StoredMessage>> before = new HashMap<>();

    /** How many of the changes were acknowledged. */
    private int acknowledged;

    private SimulatedDisk disk;

    /** What each store that was opened says of what is wrong. */
    private final List<List<String>> said = new ArrayList<>();

    private StreamStore store;
    private long now = 1_000_000;
    long committed;
    long stops;
    long refused;
    long unread;

    /** Whether the device has changed bytes by itself: what was acknowledged may be lost then, but not in silence. */
    private boolean damaged;

    /** Messages that were acknowledged, and found damaged. */
    long lost;

    /** Something that was done to the store. */
    private interface Change {
        void apply(TreeMap<Long, StoredMessage> messages);
    }

    CrashRun(long seed, StreamStoreOptions options) {
        this(seed, options, null);
    }

    /** With a cipher files are encrypted, under another key every few restarts. */
    CrashRun(long seed, StreamStoreOptions options, @Nullable StoreCipher cipher) {
        this.random = StoreCrashTest.seeded(~seed);
        this.options = options;
        this.cipher = cipher;
        this.disk = new SimulatedDisk(random);
        this.disk.readsShort = random.nextBoolean();
        this.store = open();
    }

    private StreamStore open() {
        syncs.clear();
        TestStorage storage =
                new TestStorage(disk, random, random.nextBoolean() ? Runnable::run : syncs::add, encryption());
        StreamStore opened;
        try {
            opened = storage.storage.openStream("A", "S", options, Runnable::run);
        } finally {
            said.add(storage.errors);
        }
        keyIsInUse = true;
        opened.onRemoval(new RemovalListener() {
            @Override
            public void removed(long sequence, byte[] subject, long bytes) {}

            @Override
            public void removedRange(long from, long to, long messages, long bytes) {
                // What is taken back since it could not be written may go at any time.
                changes.add(map -> map.subMap(from, true, to, true).clear());
            }
        });
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

    /** Lets one of so many reads fail from now on; none for 0. */
    void failReads(int oneIn) {
        disk.readsFailOneIn = oneIn;
    }

    /** Lets one of so many changes of the disk fail; none for 0. */
    void failChanges(int oneIn) {
        disk.changesFailOneIn = oneIn;
    }

    /** Changes something on the device; false where there is no such file. */
    boolean damage(String suffix, boolean wholeSector) {
        boolean done = wholeSector ? disk.spoilSector(suffix) : disk.turnBit(suffix);
        // From now on it may be there again, whatever it is.
        appended.forEach((sequence, messages) ->
                before.computeIfAbsent(sequence, ignored -> new ArrayList<>()).addAll(messages));
        damaged |= done;
        return done;
    }

    /** Lets the machine stop at the given operation of the disk, counted from now. */
    void stopAfter(long operations) {
        disk.crashAt = disk.operations + operations;
    }

    void failAfter(long operations) {
        disk.failAt = disk.operations + operations;
    }

    /** Leaves the disk only so much room. */
    void fill(long room) {
        disk.capacity = room == Long.MAX_VALUE ? room : disk.used() + room;
    }

    /** Works until the disk stops, or for so many steps; returns whether it stopped. */
    boolean work(int steps) {
        try {
            for (int i = 0; i < steps; i++) {
                try {
                    step();
                } catch (StorageException e) {
                    tolerate(e);
                }
            }
        } catch (SimulatedDisk.Crash e) {
            assertThat(disk.crashed).isTrue();
        }
        return disk.crashed;
    }

    /** A read failed, as it was told to. */
    private void tolerate(StorageException e) {
        if (disk.readsFailOneIn == 0) {
            throw e;
        }
        unread++;
    }

    private void step() {
        int choice = random.nextInt(100);
        if (choice < 55) {
            append();
        } else if (choice < 70) {
            long sequence = choice < 62 ? store.firstSequence() : someSequence();
            remove(map -> map.remove(sequence), () -> {
                if (random.nextInt(4) == 0) {
                    store.erase(sequence);
                } else {
                    store.delete(sequence);
                }
            });
        } else if (choice < 71) {
            SubjectFilter filter = SubjectFilter.of(random.nextBoolean() ? "a.1" : "b.*");
            remove(map -> map.values().removeIf(m -> filter.matches(m.subject())), () -> store.purge(filter, 0, 0));
        } else if (choice < 72 && random.nextInt(4) == 0 && disk.capacity == Long.MAX_VALUE) {
            long last = Math.max(0, store.lastSequence() - random.nextInt(8));
            remove(map -> map.tailMap(last, false).clear(), () -> store.truncate(last));
        } else if (choice < 73 && random.nextInt(3) == 0) {
            long first = store.firstSequence() + random.nextInt(60);
            remove(map -> map.headMap(first).clear(), () -> store.compact(first));
        } else if (choice < 88) {
            int upTo = changes.size();
            store.commit(outcome -> {
                if (outcome == StoreHealth.GOOD && !disk.crashed) {
                    acknowledged = Math.max(acknowledged, upTo);
                    committed++;
                } else {
                    refused++;
                }
            });
        } else if (choice < 94) {
            now += 500_000;
            store.maintain(now);
        } else if (choice < 95) {
            store.releaseIdle();
        } else if (!syncs.isEmpty()) {
            syncs.poll().run();
        }
    }

    private void append() {
        byte[] subject =
                (random.nextInt(3) == 0 ? "b." + random.nextInt(40) : "a." + random.nextInt(6)).getBytes(UTF_8);
        byte[] payload = new byte[random.nextInt(15) == 0 ? random.nextInt(3000) : random.nextInt(120)];
        random.nextBytes(payload);
        byte[] headers = random.nextInt(4) == 0 ? "NATS/1.0\r\n\r\n".getBytes(UTF_8) : null;
        // Noted before it is done: the machine may stop within.
        long expected = store.lastSequence() + 1;
        StoredMessage message = new StoredMessage(expected, now, subject, headers, payload, 0);
        appended.computeIfAbsent(expected, ignored -> new ArrayList<>()).add(message);
        long sequence = store.append(subject, headers, payload, now, 0);
        if (sequence == 0) {
            refused++;
            return;
        }
        if (sequence != expected) {
            // What was buffered could not be written and was taken back first.
            message = new StoredMessage(sequence, now, subject, headers, payload, 0);
            appended.computeIfAbsent(sequence, ignored -> new ArrayList<>()).add(message);
        }
        StoredMessage done = message;
        changes.add(map -> map.put(done.sequence(), done));
    }

    private void remove(Change change, Runnable action) {
        int at = changes.size();
        changes.add(change);
        try {
            action.run();
        } catch (StorageException e) {
            tolerate(e);
            changes.set(at, done(at, change));
        }
    }

    /** What was done of a change that ended early, since something could not be read. */
    private Change done(int at, Change change) {
        TreeMap<Long, StoredMessage> before = new TreeMap<>();
        changes.subList(0, at).forEach(each -> each.apply(before));
        TreeMap<Long, StoredMessage> after = new TreeMap<>(before);
        change.apply(after);
        Set<Long> wanted = new HashSet<>(before.keySet());
        wanted.removeAll(after.keySet());
        int failing = disk.readsFailOneIn;
        disk.readsFailOneIn = 0;
        Set<Long> gone = new HashSet<>(wanted);
        gone.removeIf(sequence -> store.load(sequence) != null);
        disk.readsFailOneIn = failing;
        return map -> gone.forEach(map::remove);
    }

    private long someSequence() {
        return store.firstSequence() + random.nextLong(store.lastSequence() - store.firstSequence() + 2);
    }

    /** The machine starts again; checks what is there, and goes on from it. */
    void restartAndCheck() {
        restart(disk.afterCrash(), options.durability() == Durability.ALWAYS);
    }

    /** Only the process was killed, and starts again. */
    void killAndCheck() {
        restart(disk.afterKill(), options.durability() != Durability.ASYNC);
    }

    private void restart(SimulatedDisk left, boolean promised) {
        stops++;
        if (!promised) {
            // Nothing was promised for this kind of stop, but that nothing is made up and the store goes on.
            acknowledged = 0;
        }
        disk = left;
        if (random.nextInt(3) == 0) {
            // It may stop again while it starts.
            disk.crashAt = 1 + random.nextInt(6);
        }
        openAndCheck();
        disk.crashAt = Long.MAX_VALUE;
    }

    private void openAndCheck() {
        try {
            store = disk.openWhenReadable(this::open, () -> unread++);
        } catch (SimulatedDisk.Crash e) {
            // It stops while it opens: a key is being changed, or what was found is being made durable.
            assertThat(disk.crashed).isTrue();
            restartAndCheck();
            return;
        }
        disk.heal();
        disk.crashAt = Long.MAX_VALUE;
        check();
    }

    /** Has the machine stop, or the store be closed. */
    void endAndCheck(boolean stops) {
        if (stops) {
            restartAndCheck();
        } else {
            closeAndCheck();
        }
    }

    void closeAndCheck() {
        boolean closed = false;
        try {
            while (!syncs.isEmpty()) {
                syncs.poll().run();
            }
            store.close();
            closed = store.health() == StoreHealth.GOOD;
        } catch (StorageException e) {
            tolerate(e);
        } catch (SimulatedDisk.Crash e) {
            assertThat(disk.crashed).isTrue();
        }
        if (disk.crashed) {
            restartAndCheck();
            return;
        }
        acknowledged = closed ? changes.size() : acknowledged;
        openAndCheck();
    }

    private void check() {
        TreeMap<Long, StoredMessage> sure = new TreeMap<>();
        for (int i = 0; i < acknowledged; i++) {
            changes.get(i).apply(sure);
        }
        Set<Long> gone = new HashSet<>(appended.keySet());
        gone.removeAll(sure.keySet());
        TreeMap<Long, StoredMessage> later = new TreeMap<>(sure);
        for (int i = acknowledged; i < changes.size(); i++) {
            changes.get(i).apply(later);
            gone.removeAll(later.keySet());
        }
        for (List<StoredMessage> each : appended.values()) {
            // Appended, but the machine stopped within the append: may be there or not.
            if (each.getLast().sequence() > later.keySet().stream().reduce(0L, Math::max)) {
                gone.remove(each.getLast().sequence());
            }
        }
        TreeMap<Long, StoredMessage> found = new TreeMap<>();
        long lostBefore;
        do {
            // What is cached is served until damage is found in its file.
            lostBefore = store.state().lostMessages();
            found.clear();
            for (long s = 1; s <= store.lastSequence(); s++) {
                StoredMessage message = store.load(s);
                if (message != null) {
                    found.put(s, message);
                }
            }
        } while (store.state().lostMessages() != lostBefore);
        found.forEach((sequence, message) -> {
            assertThat(wasAppended(sequence, message))
                    .as("message %s was appended as it is", sequence)
                    .isTrue();
            if (damaged) {
                // The word that it was removed may be what was damaged.
                assertThat(gone.contains(sequence) && isSilent())
                        .as("message %s came back in silence", sequence)
                        .isFalse();
                return;
            }
            assertThat(gone)
                    .as("message %s was removed, and that was acknowledged", sequence)
                    .doesNotContain(sequence);
        });
        sure.forEach((sequence, message) -> {
            StoredMessage kept = later.get(sequence);
            if (kept == message && found.get(sequence) == null) {
                if (damaged && !isSilent()) {
                    lost++;
                    return;
                }
                throw new AssertionError("message " + sequence + " was acknowledged and is lost");
            }
            if (kept == message) {
                assertThat(same(message, requireNonNull(found.get(sequence))))
                        .as("message %s is the one acknowledged", sequence)
                        .isTrue();
            }
        });
        NaiveStore model = new NaiveStore();
        model.messages.putAll(found);
        model.last = store.lastSequence();
        StoreModelCheck compare = new StoreModelCheck(random.nextLong(), store, model);
        compare.checksLost = false;
        compare.compareAll();
        // What is there now is what the next round begins with.
        changes.clear();
        found.values().forEach(m -> changes.add(map -> map.put(m.sequence(), m)));
        acknowledged = changes.size();
        appended.forEach((sequence, messages) ->
                before.computeIfAbsent(sequence, ignored -> new ArrayList<>()).addAll(messages));
        appended.clear();
        found.forEach((sequence, message) -> appended.put(sequence, new ArrayList<>(List.of(message))));
    }

    /** Whether nothing was said of damage. */
    private boolean isSilent() {
        return said.stream()
                .flatMap(List::stream)
                .noneMatch(line -> line.contains("damaged") || line.contains("has no header"));
    }

    private boolean wasAppended(long sequence, StoredMessage message) {
        // A removal that was not synced is undone when the machine stops; one whose word is damaged, however old it is.
        boolean mayComeBack = options.durability() != Durability.ALWAYS || damaged;
        return appended.getOrDefault(sequence, List.of()).stream().anyMatch(m -> same(m, message))
                || mayComeBack
                        && before.getOrDefault(sequence, List.of()).stream().anyMatch(m -> same(m, message));
    }

    private static boolean same(StoredMessage a, StoredMessage b) {
        return a.timestampNanos() == b.timestampNanos()
                && Arrays.equals(a.subject(), b.subject())
                && Arrays.equals(a.headers(), b.headers())
                && Arrays.equals(a.payload(), b.payload());
    }
}
