package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The machine stops while a batch is written that goes over several segments: their beginnings may be what is torn. */
class TornBeginningTest {
    private static final int BEFORE = 80;
    private static final int BATCH = 480;

    private static StreamStore open(SimulatedDisk disk, long seed) {
        return new TestStorage(disk, new Random(seed), Runnable::run)
                .storage.openStream("A", "S", StreamStoreOptions.file(), Runnable::run);
    }

    @Test
    void nothingIsKeptBehindWhatIsNotThere() {
        int shortened = 0;
        for (long seed = 0; seed < 600; seed++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(seed));
            StreamStore store = open(disk, seed);
            append(store, 1, BEFORE);
            store.commit(outcome -> {});
            append(store, BEFORE + 1, BATCH);

            StreamStore again = open(disk.afterCrash(), seed);

            assertThat(again.messages()).as("seed %s", seed).isEqualTo(again.lastSequence());
            assertThat(again.lastSequence()).as("seed %s", seed).isBetween((long) BEFORE, (long) BEFORE + BATCH);
            assertThat(again.state().lostMessages()).as("seed %s", seed).isZero();
            shortened += again.lastSequence() > BEFORE && again.lastSequence() < BEFORE + BATCH ? 1 : 0;
        }
        assertThat(shortened).as("times that a part was kept").isGreaterThan(20);
    }

    private static void append(StreamStore store, int from, int count) {
        for (int i = from; i < from + count; i++) {
            store.append(("s." + i % 5).getBytes(UTF_8), null, new byte[100], i, 0);
        }
    }
}
