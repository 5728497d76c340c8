package io.vagus.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;

/** What was acknowledged to consumers survives each stop and each fault of the device; see {@link StoreCrashTest} for how to have more runs. */
class ConsumerCrashTest {

    static List<Arguments> promises() {
        List<Arguments> all = new ArrayList<>();
        for (Durability durability : Durability.values()) {
            all.add(Arguments.of(durability, null));
            all.add(Arguments.of(durability, StoreCipher.AES_GCM));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("promises")
    void eachDurabilityKeepsWhatItPromises(Durability durability, @Nullable StoreCipher cipher) {
        StoreCrashTest.eachSeed(21_000, seed -> {
            Random random = StoreCrashTest.seeded(seed);
            ConsumerCrashRun run = new ConsumerCrashRun(seed, durability, cipher);
            for (int round = 0; round < 6; round++) {
                run.stopAfter(1 + random.nextInt(random.nextBoolean() ? 12 : 100));
                if (random.nextInt(4) == 0) {
                    run.fill(random.nextInt(3000));
                }
                boolean stopped = run.work(300);
                run.fill(Long.MAX_VALUE);
                end(run, stopped, random);
            }
        });
    }

    private static void end(ConsumerCrashRun run, boolean stopped, Random random) {
        if (!stopped && random.nextBoolean()) {
            run.closeAndCheck();
        } else if (random.nextBoolean()) {
            run.killAndCheck();
        } else {
            run.restartAndCheck();
        }
    }

    @ParameterizedTest
    @NullSource
    @EnumSource(StoreCipher.class)
    void aDeviceThatFailsNowAndThenLosesNothingThatWasAcknowledged(@Nullable StoreCipher cipher) {
        long[] seen = new long[2];
        StoreCrashTest.eachSeed(22_000, seed -> {
            Random random = StoreCrashTest.seeded(seed);
            ConsumerCrashRun run = new ConsumerCrashRun(seed, Durability.ALWAYS, cipher);
            for (int round = 0; round < 6; round++) {
                run.work(random.nextInt(200));
                run.failReads(random.nextBoolean() ? 0 : 1 + random.nextInt(4));
                run.failChanges(random.nextBoolean() ? 0 : 3 + random.nextInt(40));
                run.stopAfter(random.nextBoolean() ? 1 + random.nextInt(60) : Long.MAX_VALUE / 2);
                end(run, run.work(200), random);
            }
            seen[0] += run.unread;
            seen[1] += run.failed;
        });
        assertThat(seen[0]).as("logs that could not be opened").isPositive();
        assertThat(seen[1]).as("commits that failed").isPositive();
    }

    @ParameterizedTest
    @NullSource
    @EnumSource(StoreCipher.class)
    void whatTheDeviceDamagesIsDeliveredAgainAndNeverLostInSilence(@Nullable StoreCipher cipher) {
        long[] lost = {0};
        StoreCrashTest.eachSeed(23_000, seed -> {
            Random random = StoreCrashTest.seeded(seed);
            ConsumerCrashRun run = new ConsumerCrashRun(seed, Durability.ALWAYS, cipher);
            for (int round = 0; round < 5; round++) {
                run.work(50 + random.nextInt(300));
                for (int i = random.nextInt(3); i >= 0; i--) {
                    run.damage(random.nextBoolean());
                }
                run.work(random.nextInt(50));
                run.stopAfter(random.nextBoolean() ? 1 + random.nextInt(60) : Long.MAX_VALUE / 2);
                end(run, run.work(50), random);
            }
            lost[0] += run.lost;
        });
        assertThat(lost[0]).as("what was damaged").isPositive();
    }

    @ParameterizedTest
    @NullSource
    @EnumSource(StoreCipher.class)
    void aBitThatHasTurnedCostsNothing(@Nullable StoreCipher cipher) {
        StoreCrashTest.eachSeed(24_000, seed -> {
            Random random = StoreCrashTest.seeded(seed);
            ConsumerCrashRun run = new ConsumerCrashRun(seed, Durability.ALWAYS, cipher);
            run.work(50 + random.nextInt(1500));
            run.closeAndCheck();
            run.damage(false);
            if (random.nextBoolean()) {
                run.restartAndCheck();
            } else {
                run.closeAndCheck();
            }
            assertThat(run.lost).isZero();
        });
    }
}
