package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.base.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of segments that nobody has read since the store was opened, blocks and frames over their borders included. */
class ColdReadsTest {
    private static final int MESSAGES = 12_000;
    private static final int SUBJECTS = 40;

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));

    private StreamStore open(boolean compressed) {
        return new FileStorage(
                        disk,
                        new FileStorage.Settings(300 * 1024, 1024 * 1024, 1024 * 1024, 1_000_000),
                        new Random(2)::nextBytes,
                        Log.none(),
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
