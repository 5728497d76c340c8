package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files whose bits have turned, and messages that must not be left on the disk. */
class FileDamageTest {

    private static StreamStore open(SimulatedDisk disk, StreamStoreOptions options) {
        return new TestStorage(disk, new Random(3), Runnable::run).storage.openStream("A", "S", options, Runnable::run);
    }

    @Test
    void aDamagedMessageIsLostAndTheOthersAreServed() {
        for (long seed = 0; seed < 60; seed++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(seed));
            StreamStore store = open(disk, StreamStoreOptions.file());
            for (int i = 1; i <= 400; i++) {
                store.append(("s." + i % 7).getBytes(UTF_8), null, ("payload " + i).getBytes(UTF_8), i, 0);
            }
            store.close();
            disk.turnBit(".seg");
            store = open(disk, StreamStoreOptions.file());
            long there = 0;
            for (long s = 1; s <= 400; s++) {
                StoredMessage message = store.load(s);
                if (message != null) {
                    assertThat(message.payload()).as("seed %s", seed).isEqualTo(("payload " + s).getBytes(UTF_8));
                    assertThat(message.subject()).isEqualTo(("s." + s % 7).getBytes(UTF_8));
                    there++;
                }
            }
            assertThat(store.messages()).as("seed %s", seed).isEqualTo(there);
            long bySubject = store.subjectStates(SubjectFilter.all()).stream()
                    .mapToLong(SubjectState::messages)
                    .sum();
            assertThat(bySubject).as("seed %s", seed).isEqualTo(there);
            assertThat(there)
                    .as("seed %s: one segment at most is touched", seed)
                    .isGreaterThan(150);
        }
    }

    @Test
    void aDamagedCheckpointIsDoneWithout() {
        SimulatedDisk disk = new SimulatedDisk(new Random(4));
        StreamStore store = open(disk, StreamStoreOptions.file());
        for (int i = 1; i <= 400; i++) {
            store.append(("s." + i % 7).getBytes(UTF_8), null, ("payload " + i).getBytes(UTF_8), i, 0);
        }
        store.delete(17);
        store.purge(SubjectFilter.of("s.3"), 0, 0);
        store.close();
        StreamState before = store.state();
        assertThat(disk.turnBit("checkpoint")).isTrue();
        assertThat(open(disk, StreamStoreOptions.file()).state()).isEqualTo(before);
    }

    @Test
    void anErasedMessageIsNotLeftOnTheDisk() {
        for (boolean compressed : new boolean[] {false, true}) {
            SimulatedDisk disk = new SimulatedDisk(new Random(4));
            StreamStoreOptions options =
                    new StreamStoreOptions(StreamStoreOptions.Kind.FILE, compressed, Durability.ALWAYS);
            StreamStore store = open(disk, options);
            store.append("a".getBytes(UTF_8), null, "Xq7Zp2Wk".getBytes(UTF_8), 1, 0);
            store.append("a".getBytes(UTF_8), null, "stays".getBytes(UTF_8), 2, 0);
            store.commit(outcome -> {});
            assertThat(disk.holds("Xq7Zp2Wk".getBytes(UTF_8))).isTrue();
            assertThat(store.erase(1)).isTrue();
            store.close();
            assertThat(disk.holds("Xq7Zp2Wk".getBytes(UTF_8)))
                    .as("compressed %s", compressed)
                    .isFalse();
            store = open(disk, options);
            assertThat(store.messages()).isEqualTo(1);
            assertThat(store.state().lostMessages()).isZero();
        }
    }

    @Test
    void deadSegmentsGoAndMostlyDeadOnesAreRewritten() {
        SimulatedDisk disk = new SimulatedDisk(new Random(4));
        StreamStore store = open(disk, StreamStoreOptions.file());
        for (int i = 1; i <= 2000; i++) {
            store.append("s".getBytes(UTF_8), null, new byte[100], i, 0);
        }
        store.commit(outcome -> {});
        long full = disk.used();
        for (int i = 1; i <= 2000; i++) {
            if (i % 10 != 0) {
                store.delete(i);
            }
        }
        for (int i = 0; i < 200; i++) {
            store.maintain(i * 1_000_000_000L);
        }
        assertThat(disk.used()).isLessThan(full / 4);
        store.purge(SubjectFilter.all(), 0, 0);
        for (int i = 0; i < 200; i++) {
            store.maintain(i * 1_000_000_000L);
        }
        assertThat(disk.files(".seg")).isLessThanOrEqualTo(1);
        store.close();
        assertThat(open(disk, StreamStoreOptions.file()).lastSequence()).isEqualTo(2000);
    }
}
