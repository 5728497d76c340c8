package io.vagus.jetstream.snapshot;

import io.vagus.base.Limits;
import java.io.IOException;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files about consumers in a backup of an older server, by name; how many and how large they may be is limited. Belongs to who reads the backup. */
public final class OlderConsumerFiles {
    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private long bytes;

    /** Keeps one. Errors: {@link IOException} when they are too many ({@link Limits#RESTORED_CONSUMER_FILES}) or too large. */
    public void add(String name, byte[] file) throws IOException {
        bytes += file.length;
        if (files.size() >= Limits.RESTORED_CONSUMER_FILES || bytes > Limits.RESTORED_CONSUMER_BYTES) {
            throw new IOException("too many consumers");
        }
        files.put(name, file);
    }

    public byte @Nullable [] file(String name) {
        return files.get(name);
    }

    /** All names, in order. */
    public Collection<String> names() {
        return files.keySet();
    }
}
