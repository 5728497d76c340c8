package io.vagus.jetstream;

import io.vagus.jetstream.api.StreamConfig.Storage;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes in use in memory and in files. Safe for use by any thread. */
final class Usage {
    private final AtomicLong memory = new AtomicLong();
    private final AtomicLong store = new AtomicLong();

    void add(Storage storage, long bytes) {
        of(storage).addAndGet(bytes);
    }

    long get(Storage storage) {
        return of(storage).get();
    }

    private AtomicLong of(Storage storage) {
        return storage == Storage.MEMORY ? memory : store;
    }
}
