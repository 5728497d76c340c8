package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.base.Log;
import io.vagus.base.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Measures the store in files: appends with group commit, opening, memory a subject, reads. Run by hand: {@code StorageBench <directory> [millions of
 * messages]}; it makes and removes a directory below the given one.
 */
final class StorageBench {

    private final Path directory;
    private final ExecutorService syncs = Executors.newFixedThreadPool(2);
    private final BlockingQueue<Runnable> owner = new ArrayBlockingQueue<>(1024);

    private StorageBench(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(args[0]), "storage-bench");
        StorageBench bench = new StorageBench(directory);
        try {
            int millions = args.length > 1 ? Integer.parseInt(args[1]) : 10;
            bench.appends(1);
            bench.appends(100);
            bench.appends(1000);
            bench.large(millions);
            bench.subjects(1_000_000);
        } finally {
            bench.syncs.shutdown();
            try (var paths = Files.walk(directory)) {
                paths.sorted(Comparator.reverseOrder()).forEach(StorageBench::delete);
            }
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private StreamStore open(String name) {
        FileStorage storage = new FileStorage(
                new LocalFileSystem(directory),
                FileStorage.Settings.usual(),
                Randomness.secure(),
                Log.none(),
                syncs,
                null);
        return storage.openStream("A", name, StreamStoreOptions.file(), owner::add);
    }

    private static void say(String text, Object... values) {
        System.out.println(String.format(Locale.ROOT, text, values));
    }

    /** Appends in batches that each wait for a sync. */
    private void appends(int batch) throws InterruptedException {
        StreamStore store = open("appends" + batch);
        byte[] payload = new byte[128];
        int batches = batch == 1 ? 300 : 300_000 / batch;
        long start = System.nanoTime();
        for (int b = 0; b < batches; b++) {
            for (int i = 0; i < batch; i++) {
                store.append(("orders." + i % 50).getBytes(UTF_8), null, payload, b + 1L, 0);
            }
            boolean[] done = {false};
            store.commit(outcome -> done[0] = true);
            while (!done[0]) {
                owner.take().run();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        say(
                "durable appends, %d a commit: %,.0f/s (%,.0f commits/s)",
                batch, batches * batch / seconds, batches / seconds);
        store.close();
    }

    private void large(int millions) {
        StreamStore store = open("large");
        byte[] payload = new byte[100];
        long start = System.nanoTime();
        for (int i = 0; i < millions * 1_000_000; i++) {
            store.append(("orders." + i % 100_000).getBytes(UTF_8), null, payload, i + 1L, 0);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        say("%d million appends, written and not synced: %,.0f/s", millions, millions * 1e6 / seconds);
        store.close();
        start = System.nanoTime();
        store = open("large");
        say(
                "opening %,d messages with %,d subjects: %.0f ms",
                store.messages(), store.subjects(), (System.nanoTime() - start) / 1e6);
        start = System.nanoTime();
        long read = 0;
        for (StoredMessage m = store.next(SubjectFilter.all(), 1);
                m != null && read < 2_000_000;
                m = store.next(SubjectFilter.all(), m.sequence() + 1)) {
            read++;
        }
        say("reads in order: %,.0f/s", read / ((System.nanoTime() - start) / 1e9));
        Random random = new Random(1);
        start = System.nanoTime();
        int reads = 2000;
        for (int i = 0; i < reads; i++) {
            store.load(1 + random.nextLong(store.lastSequence()));
        }
        say("random reads over everything: %,.0f/s", reads / ((System.nanoTime() - start) / 1e9));
        start = System.nanoTime();
        for (int i = 0; i < 200_000; i++) {
            store.load(store.lastSequence() - random.nextInt(100_000));
        }
        say("random reads in the newest 100,000: %,.0f/s", 200_000 / ((System.nanoTime() - start) / 1e9));
        start = System.nanoTime();
        for (int i = 0; i < 2000; i++) {
            store.last(SubjectFilter.of("orders." + random.nextInt(100_000)));
        }
        say("last by subject: %,.0f/s", 2000 / ((System.nanoTime() - start) / 1e9));
        start = System.nanoTime();
        long pending = store.pending(store.lastSequence() / 2, SubjectFilter.of("orders.7"), false);
        say("pending of one subject from the middle (%d): %.1f ms", pending, (System.nanoTime() - start) / 1e6);
        start = System.nanoTime();
        pending = store.pending(1, SubjectFilter.of("orders.*"), false);
        say("pending of a wildcard from the start (%,d): %.1f ms", pending, (System.nanoTime() - start) / 1e6);
        store.close();
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void subjects(int count) {
        for (boolean random : new boolean[] {false, true}) {
            Random numbers = new Random(1);
            SubjectIndex index = new SubjectIndex();
            long before = used();
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long n = random ? numbers.nextLong(1L << 40) : i;
                index.add(("devices.europe." + n + ".temperature").getBytes(UTF_8), i + 1L);
            }
            double nanos = (double) (System.nanoTime() - start) / count;
            say(
                    "%,d subjects %s: %.1f bytes each, %.0f ns to add",
                    count, random ? "at random" : "in order", (used() - before) / (double) count, nanos);
            index.locate(new byte[0]);
        }
        StreamStore store = open("subjects");
        for (int i = 0; i < count; i++) {
            store.append(("devices.europe." + i + ".temperature").getBytes(UTF_8), null, new byte[10], i + 1L, 0);
        }
        long start = System.nanoTime();
        store.close();
        say("closing a stream of %,d subjects: %.0f ms", count, (System.nanoTime() - start) / 1e6);
        start = System.nanoTime();
        store = open("subjects");
        say("opening it: %.0f ms", (System.nanoTime() - start) / 1e6);
        store.close();
    }
}
