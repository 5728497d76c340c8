package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was stored survives each stop and each fault of the device; see {@link StoreCrashTest} for how to have more runs. */
class DocumentCrashTest {

    /** Documents on a disk that stops, fails and spoils what it has. Everything follows from the seed. */
    private static final class Run {
        private static final String ABSENT = "";
        private final Random random;
        /** With large ones the log is begun anew now and then. */
        private final int size;

        /** What each document has to be; without one, it has to be absent. */
        private final Map<String, String> sure = new TreeMap<>();
        /** What it may be, too, since nobody was told. */
        private final Map<String, Set<String>> maybe = new HashMap<>();
        /** What it has ever been. */
        private final Map<String, Set<String>> ever = new HashMap<>();

        private SimulatedDisk disk;
        private TestStorage storage;
        private MetaStore store;
        private boolean damaged;
        private int texts;
        long failed;
        long unread;
        long lost;

        Run(long seed, int size) {
            random = StoreCrashTest.seeded(~seed);
            this.size = size;
            disk = new SimulatedDisk(random);
            disk.readsShort = random.nextBoolean();
            storage = new TestStorage(disk, random, Runnable::run);
            store = storage.storage.meta();
        }

        private String anyKey() {
            return "streams/" + (char) ('A' + random.nextInt(3)) + "/S" + random.nextInt(6);
        }

        boolean work(int steps) {
            try {
                for (int i = 0; i < steps; i++) {
                    step();
                }
            } catch (SimulatedDisk.Crash e) {
                assertThat(disk.crashed).isTrue();
            }
            return disk.crashed;
        }

        private void step() {
            int choice = random.nextInt(10);
            if (choice < 6) {
                Map<String, String> documents = new TreeMap<>();
                for (int i = random.nextInt(3) == 0 ? random.nextInt(5) : 0; i >= 0; i--) {
                    documents.put(anyKey(), "document " + ++texts + "x".repeat(random.nextInt(size)));
                }
                change(documents, () -> {
                    Map<String, byte[]> bytes = new TreeMap<>();
                    documents.forEach((key, text) -> bytes.put(key, text.getBytes(UTF_8)));
                    store.putAll(bytes);
                });
            } else if (choice < 8) {
                String key = anyKey();
                change(Map.of(key, ABSENT), () -> store.delete(key));
            } else {
                read(anyKey());
            }
        }

        private void change(Map<String, String> to, Runnable action) {
            to.forEach((key, text) -> {
                maybe.computeIfAbsent(key, absent -> new HashSet<>()).add(text);
                ever.computeIfAbsent(key, absent -> new HashSet<>()).add(text);
            });
            try {
                action.run();
            } catch (StorageException e) {
                assertThat(disk.changesFailOneIn + disk.readsFailOneIn > 0 || disk.capacity != Long.MAX_VALUE)
                        .as("%s", e.getCause())
                        .isTrue();
                failed++;
                return;
            }
            to.forEach((key, text) -> {
                maybe.remove(key);
                sure.put(key, text);
            });
        }

        private void read(String key) {
            byte[] document;
            try {
                document = store.get(key);
            } catch (StorageException e) {
                assertThat(disk.changesFailOneIn + disk.readsFailOneIn).isPositive();
                unread++;
                return;
            }
            String text = document == null ? ABSENT : new String(document, UTF_8);
            assertThat(damaged || possible(key).contains(text))
                    .as("%s is %s", key, brief(text))
                    .isTrue();
        }

        private static String brief(String text) {
            return text.replaceAll("x+", "x");
        }

        private List<String> possible(String key) {
            List<String> possible = new ArrayList<>(maybe.getOrDefault(key, Set.of()));
            possible.add(sure.getOrDefault(key, ABSENT));
            return possible;
        }

        /** Has the process end, or the machine, and start again. */
        void restartAndCheck(boolean killed) {
            int failingReads = disk.readsFailOneIn;
            int failingChanges = disk.changesFailOneIn;
            disk = killed ? disk.afterKill() : disk.afterCrash();
            disk.readsFailOneIn = failingReads;
            disk.changesFailOneIn = failingChanges;
            if (random.nextInt(3) == 0) {
                disk.crashAt = 1 + random.nextInt(4);
            }
            storage = new TestStorage(disk, random, Runnable::run);
            store = storage.storage.meta();
            try {
                store.names("");
            } catch (StorageException e) {
                unread++;
            } catch (SimulatedDisk.Crash e) {
                restartAndCheck(random.nextBoolean());
                return;
            }
            disk.heal();
            disk.crashAt = Long.MAX_VALUE;
            check();
        }

        private void check() {
            Map<String, String> found = new TreeMap<>();
            for (String account : store.names("streams")) {
                for (String name : store.names("streams/" + account)) {
                    String key = "streams/" + account + "/" + name;
                    assertThat(ever).containsKey(key);
                    byte[] document = store.get(key);
                    found.put(key, document == null ? ABSENT : new String(document, UTF_8));
                }
            }
            boolean mayLack = damaged && !storage.errors.isEmpty();
            for (Map.Entry<String, Set<String>> each : ever.entrySet()) {
                String key = each.getKey();
                String text = found.getOrDefault(key, ABSENT);
                if (!possible(key).contains(text)) {
                    assertThat(mayLack)
                            .as(
                                    "%s is %s, not one of %s",
                                    key,
                                    brief(text),
                                    possible(key).stream().map(Run::brief).toList())
                            .isTrue();
                    assertThat(text.equals(ABSENT) || each.getValue().contains(text))
                            .as(key)
                            .isTrue();
                    lost++;
                }
            }
            maybe.clear();
            sure.clear();
            sure.putAll(found);
            if (mayLack) {
                // What is damaged may be read as yet another thing, or as what it was, until the log is begun anew.
                ever.forEach((key, texts) ->
                        maybe.computeIfAbsent(key, absent -> new HashSet<>()).addAll(texts));
                ever.keySet().forEach(key -> requireNonNull(maybe.get(key)).add(ABSENT));
            }
        }

        void damage(boolean wholeSector) {
            damaged |= wholeSector ? disk.spoilSector(".log") : disk.turnBit(".log");
        }

        /** The device is well again: so are the documents. */
        void storesAgain() {
            disk.heal();
            disk.capacity = Long.MAX_VALUE;
            change(Map.of("streams/A/S0", "again"), () -> store.put("streams/A/S0", "again".getBytes(UTF_8)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 20_000})
    void aDeviceThatFailsNowAndThenLosesNothingThatWasStored(int size) {
        long[] seen = new long[2];
        StoreCrashTest.eachSeed(31_000, seed -> {
            Random random = StoreCrashTest.seeded(seed);
            Run run = new Run(seed, size);
            for (int round = 0; round < 6; round++) {
                run.work(random.nextInt(80));
                run.disk.readsFailOneIn = random.nextBoolean() ? 0 : 2 + random.nextInt(10);
                run.disk.changesFailOneIn = random.nextBoolean() ? 0 : 3 + random.nextInt(40);
                if (random.nextInt(4) == 0) {
                    run.disk.capacity = run.disk.used() + random.nextInt(5 * size);
                }
                run.disk.crashAt = random.nextBoolean() ? run.disk.operations + 1 + random.nextInt(60) : Long.MAX_VALUE;
                if (!run.work(80) && random.nextBoolean()) {
                    run.disk.crashAt = Long.MAX_VALUE;
                    run.storesAgain();
                    run.work(20);
                }
                run.restartAndCheck(!run.disk.crashed && random.nextBoolean());
            }
            seen[0] += run.unread;
            seen[1] += run.failed;
        });
        assertThat(seen[0]).as("reads that failed").isPositive();
        assertThat(seen[1]).as("changes that failed").isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 20_000})
    void whatTheDeviceDamagesIsNeverServedAndNeverLostInSilence(int size) {
        long[] lost = {0};
        StoreCrashTest.eachSeed(32_000, seed -> {
            Random random = StoreCrashTest.seeded(seed);
            Run run = new Run(seed, size);
            for (int round = 0; round < 4; round++) {
                run.work(20 + random.nextInt(80));
                for (int i = random.nextInt(3); i >= 0; i--) {
                    run.damage(random.nextBoolean());
                }
                run.work(random.nextInt(20));
                run.disk.crashAt = random.nextBoolean() ? run.disk.operations + 1 + random.nextInt(40) : Long.MAX_VALUE;
                run.work(20);
                run.restartAndCheck(!run.disk.crashed && random.nextBoolean());
            }
            lost[0] += run.lost;
        });
        assertThat(lost[0]).as("documents that were damaged").isPositive();
    }

    @Test
    void aBitThatHasTurnedCostsNothing() {
        StoreCrashTest.eachSeed(33_000, seed -> {
            Random random = StoreCrashTest.seeded(seed);
            Run run = new Run(seed, random.nextBoolean() ? 100 : 20_000);
            run.work(1 + random.nextInt(100));
            run.restartAndCheck(true);
            run.damage(false);
            run.restartAndCheck(random.nextBoolean());
            assertThat(run.lost).isZero();
        });
    }
}
