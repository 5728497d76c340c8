package io.vagus.storage;

import io.vagus.base.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A storage of small files on a simulated disk. */
final class TestStorage {

    private static final boolean PRINTS = Boolean.getBoolean("vagus.crash.log");

    /** What was said of something that is wrong. */
    final List<String> errors = new ArrayList<>();

    private final Log log = new Log() {
        @Override
        public boolean isEnabled(Level level) {
            return level == Level.ERROR || level == Level.WARN;
        }

        @Override
        public void write(Level level, String line) {
            if (isEnabled(level)) {
                errors.add(line);
            }
            if (PRINTS) {
                System.out.println(line);
            }
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
                log,
                syncs,
                encryption);
    }
}
