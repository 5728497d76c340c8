package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Zeros that are written ahead of what comes. */
class PreparedSpaceTest {

    private static final String DIRECTORY = "streams/A/S";

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));

    private StreamStore open() {
        return new TestStorage(disk, new Random(2), Runnable::run)
                .storage.openStream("A", "S", StreamStoreOptions.file(), Runnable::run);
    }

    private static void append(StreamStore store, int messages) {
        for (int i = 0; i < messages; i++) {
            store.append("a".getBytes(UTF_8), null, new byte[100], store.lastSequence() + 1, 0);
            store.commit(outcome -> assertThat(outcome).isEqualTo(StoreHealth.GOOD));
        }
    }

    @Test
    void isGivenBackWhenTheStreamRestsOrCloses() {
        StreamStore store = open();
        append(store, 10);
        assertThat(disk.used()).isGreaterThan(10_000);
        store.releaseIdle();
        assertThat(disk.used()).isBetween(1_000L, 2_000L);
        append(store, 10);
        assertThat(disk.used()).isGreaterThan(10_000);
        store.close();
        store = open();
        assertThat(store.messages()).isEqualTo(20);
        append(store, 1);
        assertThat(requireNonNull(store.load(21)).payload()).hasSize(100);
    }

    @Test
    void isNoDamageWhereItWasNotGivenBack() throws IOException {
        StreamStore store = open();
        append(store, 300);
        store.close();
        for (String name : disk.list(DIRECTORY)) {
            if (name.endsWith(SegmentFiles.SUFFIX)) {
                StoreFile file = disk.open(DIRECTORY + "/" + name, false);
                file.write(file.size(), new byte[3_000], 0, 3_000);
            }
        }
        assertThat(disk.files(SegmentFiles.SUFFIX)).isGreaterThan(2);
        disk.delete(DIRECTORY + "/" + SegmentFiles.CHECKPOINT);
        store = open();
        append(store, 1);
        assertThat(store.messages()).isEqualTo(301);
        assertThat(store.state().lostMessages()).isZero();
        for (long sequence = 1; sequence <= 301; sequence++) {
            assertThat(store.load(sequence)).isNotNull();
        }
    }

    @Test
    void isLeftOutWhereTheDeviceIsAlmostFull() {
        StreamStore store = open();
        append(store, 1);
        store.releaseIdle();
        disk.capacity = disk.used() + 1_000;
        append(store, 4);
        assertThat(store.messages()).isEqualTo(5);
    }
}
