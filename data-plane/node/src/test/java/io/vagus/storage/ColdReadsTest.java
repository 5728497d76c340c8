package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.base.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of segments that nobody has read since the store was opened, blocks and frames over their borders included. */
class ColdReadsTest {
    private static final int MESSAGES = 12_000;
    private static final int SUBJECTS = 40;

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));

    private StreamStore open(boolean compressed) {
        return open(disk, Log.none(), compressed);
    }

    private static StreamStore open(SimulatedDisk disk, Log log, boolean compressed) {
        return new FileStorage(
                        disk,
                        new FileStorage.Settings(300 * 1024, 1024 * 1024, 1024 * 1024, 1_000_000),
                        new Random(2)::nextBytes,
                        log,
                        Runnable::run,
                        null)
                .openStream(
                        "A",
                        "S",
                        new StreamStoreOptions(StreamStoreOptions.Kind.FILE, compressed, Durability.ALWAYS),
                        Runnable::run);
    }

    private static byte[] subject(int number) {
        return ("cold." + number).getBytes(UTF_8);
    }

    @Test
    void aCountGoesNoFartherThanTheSubject() {
        StreamStore store = open(false);
        for (int i = 1; i <= MESSAGES; i++) {
            boolean isRare = i == MESSAGES - 300 || i == MESSAGES - 200 || i == MESSAGES - 100;
            store.append(subject(isRare ? 1 : 0), null, new byte[200], i, 0);
        }
        store.close();
        StreamStore again = open(false);
        long before = disk.bytesRead;
        assertThat(again.pending(MESSAGES - 250, SubjectFilter.of(subject(1)), false))
                .isEqualTo(2);
        assertThat(disk.bytesRead - before).as("two segments at most are read").isLessThan(700_000);
        again.purge(SubjectFilter.of(subject(1)), 0, 0);
        before = disk.bytesRead;
        assertThat(again.pending(MESSAGES / 2 + 1, SubjectFilter.of(subject(0)), false))
                .isEqualTo(MESSAGES / 2 - 3);
        assertThat(disk.bytesRead - before).as("all messages have this subject").isZero();
    }

    @Test
    void aTornSegmentIsReadOnce() {
        int torn = 0;
        for (int seed = 0; seed < 40; seed++) {
            SimulatedDisk failing = new SimulatedDisk(new Random(seed));
            StreamStore store = open(failing, Log.none(), false);
            for (int i = 1; i <= 400; i++) {
                store.append(subject(i % 3), null, new byte[300], i, 0);
                if (i % 100 == 0) {
                    store.commit(outcome -> {});
                }
            }
            failing.crashAt = failing.operations + 2;
            for (int i = 401; i <= 410; i++) {
                store.append(subject(i % 3), null, new byte[300], i, 0);
            }
            store.commit(outcome -> {});
            SimulatedDisk left = failing.afterCrash();
            long size = left.used();
            List<String> said = new ArrayList<>();
            StreamStore again = open(left, to(said), false);
            assertThat(again.messages()).isBetween(400L, 410L);
            torn += said.isEmpty() ? 0 : 1;
            assertThat(left.bytesRead).as("seed %s", seed).isLessThan(size + 10_000);
        }
        assertThat(torn).isPositive();
    }

    private static Log to(List<String> lines) {
        return new Log() {
            @Override
            public boolean isEnabled(Level level) {
                return level == Level.ERROR;
            }

            @Override
            public void write(Level level, String line) {
                if (isEnabled(level)) {
                    lines.add(line);
                }
            }
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void countsAndFindsWhatIsThere(boolean compressed) {
        Random random = new Random(3);
        StreamStore store = open(compressed);
        List<Integer> subjects = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            int of = random.nextInt(SUBJECTS);
            subjects.add(of);
            store.append(subject(of), null, new byte[random.nextInt(200)], i + 1, 0);
            if (random.nextInt(20) == 0) {
                int gone = random.nextInt(i + 1);
                if (store.delete(gone + 1)) {
                    subjects.set(gone, -1);
                }
            }
            if (i % 100 == 0) {
                store.commit(outcome -> {});
            }
        }
        store.close();

        for (int run = 0; run < 30; run++) {
            StreamStore again = open(compressed);
            int of = random.nextInt(SUBJECTS);
            int from = random.nextInt(MESSAGES);
            long expected = subjects.subList(from, MESSAGES).stream()
                    .filter(each -> each == of)
                    .count();
            assertThat(again.pending(from + 1, SubjectFilter.of(subject(of)), false))
                    .isEqualTo(expected);
            for (int i = 0; i < 20; i++) {
                int at = random.nextInt(MESSAGES);
                StoredMessage message = again.load(at + 1);
                if (subjects.get(at) < 0) {
                    assertThat(message).isNull();
                } else {
                    assertThat(requireNonNull(message).subject()).isEqualTo(subject(subjects.get(at)));
                    assertThat(message.sequence()).isEqualTo(at + 1);
                }
            }
            again.close();
        }
    }
}
