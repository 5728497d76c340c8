package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Documents in files. */
class MetaStoreTest {

    private static MetaStore open(SimulatedDisk disk) {
        return new TestStorage(disk, new Random(1), Runnable::run).storage.meta();
    }

    @Test
    void keepsWhatWasStoredThroughACrash() {
        for (int seed = 0; seed < 20; seed++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(seed));
            MetaStore store = open(disk);
            store.add("streams/A/new", "one".getBytes(UTF_8));
            store.add("streams/A/changed", "one".getBytes(UTF_8));
            store.put("streams/A/changed", "two".getBytes(UTF_8));
            MetaStore after = open(disk.afterCrash());
            assertThat(after.names("streams/A")).containsExactly("changed", "new");
            assertThat(after.get("streams/A/new")).isEqualTo("one".getBytes(UTF_8));
            assertThat(after.get("streams/A/changed")).isEqualTo("two".getBytes(UTF_8));
        }
    }

    @Test
    void aNewDocumentIsWholeOrNotThereAfterACrash() {
        byte[] document = "x".repeat(2000).getBytes(UTF_8);
        for (int seed = 0; seed < 200; seed++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(seed));
            MetaStore store = open(disk);
            disk.crashAt = disk.operations + 1 + seed % 6;
            boolean stored = true;
            try {
                store.add("streams/A/S", document);
            } catch (SimulatedDisk.Crash crash) {
                stored = false;
            }
            byte[] found = open(disk.afterCrash()).get("streams/A/S");
            if (stored || found != null) {
                assertThat(found).isEqualTo(document);
            }
            MetaStore again = open(disk.afterCrash());
            again.add("streams/A/S", "y".getBytes(UTF_8));
            assertThat(again.get("streams/A/S")).isEqualTo("y".getBytes(UTF_8));
        }
    }
}
