package io.vagus.storage;

import io.vagus.base.Log;
import java.util.Random;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A storage of small files on a simulated disk. */
final class TestStorage {

    private static final Log PRINTS = new Log() {
        @Override
        public boolean isEnabled(Level level) {
            return true;
        }

        @Override
        public void write(Level level, String line) {
            System.out.println(line);
        }
    };

    final SimulatedDisk disk;
    final FileStorage storage;

    TestStorage(SimulatedDisk disk, Random random, Executor syncs) {
        this(disk, random, syncs, null);
    }

    TestStorage(SimulatedDisk disk, Random random, Executor syncs, @Nullable StoreEncryption encryption) {
        this.disk = disk;
        this.storage = new FileStorage(
                disk,
                new FileStorage.Settings(8 * 1024, 20 * 1024, 64 * 1024, 1_000_000),
                random::nextBytes,
                Boolean.getBoolean("vagus.crash.log") ? PRINTS : Log.none(),
                syncs,
                encryption);
    }
}
