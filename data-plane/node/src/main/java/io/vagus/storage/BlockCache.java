package io.vagus.storage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What was read of files lately: blocks, decoded frames, maps of segments. Shared by all stores of a node and bounded as a whole; what was
 * not used longest goes first. Safe for use by any thread: a store keeps what it used last by itself, so this lock is taken once a block.
 */
final class BlockCache {

    private final long limitBytes;
    private final AtomicLong lastFile = new AtomicLong();
    private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    private record Key(long file, long part) {

        /** By hand: a record's own has to be made as it is first asked for, which takes the JVM many milliseconds. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key(long otherFile, long otherPart) && otherFile == file && otherPart == part;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(31 * file + part);
        }
    }

    private record Entry(Object value, long bytes) {}

    BlockCache(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** A number for a file's content that no other has. */
    long newFile() {
        return lastFile.incrementAndGet();
    }

    synchronized @Nullable Object get(long file, long part) {
        Entry entry = entries.get(new Key(file, part));
        return entry == null ? null : entry.value();
    }

    synchronized void put(long file, long part, Object value, long size) {
        if (size > limitBytes / 4) {
            return;
        }
        Entry old = entries.put(new Key(file, part), new Entry(value, size));
        bytes += size - (old == null ? 0 : old.bytes());
        var eldest = entries.entrySet().iterator();
        while (bytes > limitBytes && eldest.hasNext()) {
            Map.Entry<Key, Entry> entry = eldest.next();
            bytes -= entry.getValue().bytes();
            eldest.remove();
        }
    }

    synchronized void remove(long file, long part) {
        Entry entry = entries.remove(new Key(file, part));
        if (entry != null) {
            bytes -= entry.bytes();
        }
    }

    synchronized long bytes() {
        return bytes;
    }
}
