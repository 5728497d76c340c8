package io.vagus.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was acknowledged survives every stop of the machine. Runs are few unless {@code -Dvagus.crash.runs=1000} asks for more; {@code -Dvagus.crash.base=…} takes
 * other seeds, {@code -Dvagus.crash.seed=…} does one again.
 */
class StoreCrashTest {

    private static final int RUNS = Integer.getInteger("vagus.crash.runs", 40);
    private static final long BASE = Long.getLong("vagus.crash.base", 0);
    private static final Long SEED = Long.getLong("vagus.crash.seed");

    static List<StreamStoreOptions> kinds() {
        return List.of(
                StreamStoreOptions.file(),
                new StreamStoreOptions(StreamStoreOptions.Kind.FILE, true, Durability.ALWAYS));
    }

    /** Neighbouring seeds of a {@link Random} begin alike; these do not. */
    static Random seeded(long seed) {
        return new Random(new SplittableRandom(seed).nextLong());
    }

    static void eachSeed(long base, java.util.function.LongConsumer run) {
        if (SEED != null) {
            run.accept(SEED);
            return;
        }
        long first = BASE + base;
        if (RUNS > 40) {
            System.out.println("crash runs with seeds " + first + " to " + (first + RUNS - 1));
        }
        for (int i = 0; i < RUNS; i++) {
            long seed = first + i;
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
            Random random = seeded(seed);
            CrashRun run = new CrashRun(seed, options);
            for (int round = 0; round < 6; round++) {
                run.stopAfter(1 + random.nextInt(random.nextBoolean() ? 12 : 150));
                run.endAndCheck(run.work(600));
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
            Random random = seeded(seed);
            CrashRun run = new CrashRun(seed, options);
            for (int round = 0; round < 4; round++) {
                run.fill(random.nextInt(6000));
                run.work(150);
                run.fill(Long.MAX_VALUE);
                long before = run.committed;
                // Syncs are done when the dice say so, and the first may still be of before.
                for (int i = 0; i < 10 && run.committed == before; i++) {
                    run.work(200);
                }
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
            Random random = seeded(seed);
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
            Random random = seeded(seed);
            CrashRun run = new CrashRun(seed, options, cipher);
            for (int round = 0; round < 5; round++) {
                run.stopAfter(1 + random.nextInt(random.nextBoolean() ? 12 : 120));
                run.endAndCheck(run.work(400));
            }
        });
    }

    /** What the weaker promises are: {@code INTERVAL} survives a kill of the process; nothing is ever made up. */
    @ParameterizedTest
    @EnumSource(Durability.class)
    void eachDurabilityKeepsWhatItPromises(Durability durability) {
        StreamStoreOptions options = new StreamStoreOptions(StreamStoreOptions.Kind.FILE, false, durability);
        eachSeed(5000, seed -> {
            Random random = seeded(seed);
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

    /** Plain, packed, and encrypted. */
    static List<Arguments> seals() {
        return List.of(
                Arguments.of(false, null),
                Arguments.of(true, null),
                Arguments.of(false, StoreCipher.AES_GCM),
                Arguments.of(true, StoreCipher.CHACHA20_POLY1305));
    }

    private static CrashRun run(long seed, boolean compressed, @Nullable StoreCipher cipher) {
        return new CrashRun(
                seed, new StreamStoreOptions(StreamStoreOptions.Kind.FILE, compressed, Durability.ALWAYS), cipher);
    }

    @ParameterizedTest
    @MethodSource("seals")
    void aDeviceThatFailsNowAndThenLosesNothingThatWasAcknowledged(boolean compressed, @Nullable StoreCipher cipher) {
        long[] unread = {0};
        eachSeed(6000, seed -> {
            Random random = seeded(seed);
            CrashRun run = run(seed, compressed, cipher);
            for (int round = 0; round < 5; round++) {
                run.work(random.nextInt(200));
                run.failReads(2 + random.nextInt(30));
                if (random.nextInt(3) == 0) {
                    run.failChanges(5 + random.nextInt(60));
                }
                run.stopAfter(random.nextBoolean() ? 1 + random.nextInt(100) : Long.MAX_VALUE / 2);
                run.endAndCheck(run.work(200) || random.nextBoolean());
            }
            unread[0] += run.unread;
        });
        assertThat(unread[0]).as("reads that failed").isPositive();
    }

    @ParameterizedTest
    @MethodSource("seals")
    void whatTheDeviceDamagesIsNeverServedAndNeverLostInSilence(boolean compressed, @Nullable StoreCipher cipher) {
        long[] lost = {0};
        eachSeed(7000, seed -> {
            Random random = seeded(seed);
            CrashRun run = run(seed, compressed, cipher);
            for (int round = 0; round < 4; round++) {
                run.work(50 + random.nextInt(300));
                for (int i = random.nextInt(3); i >= 0; i--) {
                    run.damage(random.nextInt(4) == 0 ? "checkpoint" : ".seg", random.nextBoolean());
                }
                run.work(random.nextInt(100));
                run.endAndCheck(random.nextBoolean());
            }
            lost[0] += run.lost;
        });
        assertThat(lost[0]).as("messages that were damaged").isPositive();
    }

    @Test
    void aBitThatHasTurnedCostsOneMessageAtMost() {
        eachSeed(8000, seed -> {
            Random random = seeded(seed);
            CrashRun run = run(seed, false, null);
            run.work(100 + random.nextInt(500));
            run.closeAndCheck();
            run.damage(random.nextInt(4) == 0 ? "checkpoint" : ".seg", false);
            run.restartAndCheck();
            assertThat(run.lost).isLessThanOrEqualTo(1);
        });
    }

    @Test
    void aBitOfTheKeyThatHasTurnedCostsNothing() {
        eachSeed(9000, seed -> {
            CrashRun run = run(seed, false, StoreCipher.AES_GCM);
            run.work(200);
            run.closeAndCheck();
            assertThat(run.damage("/key", false)).isTrue();
            run.restartAndCheck();
            assertThat(run.lost).isZero();
        });
    }
}
