package io.vagus.storage;

/** A stream's store in compressed files. */
class CompressedStreamStoreTest extends FileStreamStoreTest {

    @Override
    StreamStoreOptions options() {
        return new StreamStoreOptions(StreamStoreOptions.Kind.FILE, true, Durability.ALWAYS);
    }
}
