package io.vagus.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was acknowledged survives every stop of the machine. Runs are few unless {@code -Dvagus.crash.runs=1000} asks for more; {@code -Dvagus.crash.seed=…} does
 * one again.
 */
class StoreCrashTest {

    private static final int RUNS = Integer.getInteger("vagus.crash.runs", 40);
    private static final Long SEED = Long.getLong("vagus.crash.seed");

    static List<StreamStoreOptions> kinds() {
        return List.of(
                StreamStoreOptions.file(),
                new StreamStoreOptions(StreamStoreOptions.Kind.FILE, true, Durability.ALWAYS));
    }

    private static void eachSeed(long base, java.util.function.LongConsumer run) {
        if (SEED != null) {
            run.accept(SEED);
            return;
        }
        for (int i = 0; i < RUNS; i++) {
            long seed = base + i;
            try {
                run.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + " (-Dvagus.crash.seed=" + seed + "): " + e.getMessage(), e);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nothingAcknowledgedIsLostWhereverTheMachineStops(StreamStoreOptions options) {
        eachSeed(1000, seed -> {
            Random random = new Random(seed);
            CrashRun run = new CrashRun(seed, options);
            for (int round = 0; round < 6; round++) {
                run.stopAfter(1 + random.nextInt(random.nextBoolean() ? 12 : 150));
                if (run.work(600)) {
                    run.restartAndCheck();
                } else {
                    run.closeAndCheck();
                }
            }
        });
    }

    @Test
    void everyWriteOfARunMayBeTheLast() {
        long seed = SEED == null ? 77 : SEED;
        int stops = 0;
        for (int operation = 1; operation < 10_000; operation += RUNS >= 1000 ? 1 : 3) {
            CrashRun run = new CrashRun(seed, StreamStoreOptions.file());
            run.stopAfter(operation);
            if (!run.work(400)) {
                break;
            }
            run.restartAndCheck();
            stops++;
        }
        assertThat(stops).isGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFullDiskRefusesAndGoesOnWhenThereIsRoom(StreamStoreOptions options) {
        long[] refused = {0};
        long[] committed = {0};
        eachSeed(2000, seed -> {
            Random random = new Random(seed);
            CrashRun run = new CrashRun(seed, options);
            for (int round = 0; round < 4; round++) {
                run.fill(random.nextInt(6000));
                run.work(150);
                run.fill(Long.MAX_VALUE);
                long before = run.committed;
                run.work(200);
                assertThat(run.committed)
                        .as("commits after there is room again")
                        .isGreaterThan(before);
                if (random.nextBoolean()) {
                    run.stopAfter(1 + random.nextInt(40));
                    if (run.work(300)) {
                        run.restartAndCheck();
                    }
                    run.stopAfter(Long.MAX_VALUE / 2);
                } else {
                    run.closeAndCheck();
                }
            }
            refused[0] += run.refused;
            committed[0] += run.committed;
        });
        assertThat(refused[0]).isPositive();
        assertThat(committed[0]).isPositive();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFailingDeviceLosesNothingThatWasAcknowledged(StreamStoreOptions options) {
        eachSeed(3000, seed -> {
            Random random = new Random(seed);
            CrashRun run = new CrashRun(seed, options);
            run.work(random.nextInt(300));
            run.failAfter(1 + random.nextInt(60));
            run.work(200);
            run.restartAndCheck();
            run.work(200);
            run.closeAndCheck();
        });
    }

    /** Every kind of file: plain or packed, in each cipher with keys that change. */
    static List<Arguments> sealedKinds() {
        List<Arguments> kinds = new ArrayList<>();
        for (StoreCipher cipher : StoreCipher.values()) {
            for (boolean compressed : new boolean[] {false, true}) {
                kinds.add(Arguments.of(cipher, compressed));
            }
        }
        return kinds;
    }

    @ParameterizedTest
    @MethodSource("sealedKinds")
    void encryptedFilesLoseNothingThatWasAcknowledgedWhileKeysChange(StoreCipher cipher, boolean compressed) {
        StreamStoreOptions options =
                new StreamStoreOptions(StreamStoreOptions.Kind.FILE, compressed, Durability.ALWAYS);
        eachSeed(4000, seed -> {
            Random random = new Random(seed);
            CrashRun run = new CrashRun(seed, options, cipher);
            for (int round = 0; round < 5; round++) {
                run.stopAfter(1 + random.nextInt(random.nextBoolean() ? 12 : 120));
                if (run.work(400)) {
                    run.restartAndCheck();
                } else {
                    run.closeAndCheck();
                }
            }
        });
    }

    /** What the weaker promises are: {@code INTERVAL} survives a kill of the process; nothing is ever made up. */
    @ParameterizedTest
    @EnumSource(Durability.class)
    void eachDurabilityKeepsWhatItPromises(Durability durability) {
        StreamStoreOptions options = new StreamStoreOptions(StreamStoreOptions.Kind.FILE, false, durability);
        eachSeed(5000, seed -> {
            Random random = new Random(seed);
            CrashRun run = new CrashRun(seed, options, random.nextBoolean() ? StoreCipher.AES_GCM : null);
            for (int round = 0; round < 6; round++) {
                run.stopAfter(1 + random.nextInt(random.nextBoolean() ? 12 : 150));
                if (!run.work(400)) {
                    run.closeAndCheck();
                } else if (durability != Durability.ALWAYS && random.nextBoolean()) {
                    run.killAndCheck();
                } else {
                    run.restartAndCheck();
                }
            }
        });
    }
}
