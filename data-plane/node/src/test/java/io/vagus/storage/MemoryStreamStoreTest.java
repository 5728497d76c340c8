package io.vagus.storage;

/** A stream's store in memory. */
class MemoryStreamStoreTest extends StreamStoreContract {

    @Override
    StreamStore create() {
        return new MemoryStreamStore();
    }

    @Override
    StreamStore reopen(StreamStore store) {
        return store;
    }
}
