package io.vagus.storage;

import java.util.Random;

/** A stream's store in files, small ones on a disk that reads short. */
class FileStreamStoreTest extends StreamStoreContract {

    final SimulatedDisk disk = new SimulatedDisk(new Random(1));
    final TestStorage storage = new TestStorage(disk, new Random(2), Runnable::run);

    FileStreamStoreTest() {
        disk.readsShort = true;
    }

    StreamStoreOptions options() {
        return StreamStoreOptions.file();
    }

    @Override
    StreamStore create() {
        return storage.storage.openStream("A", "S", options(), Runnable::run);
    }

    @Override
    StreamStore reopen(StreamStore store) {
        store.close();
        return create();
    }
}
