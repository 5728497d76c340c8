package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;
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
            store.put("streams/A/new", "one".getBytes(UTF_8));
            store.put("streams/A/changed", "one".getBytes(UTF_8));
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
                store.put("streams/A/S", document);
            } catch (SimulatedDisk.Crash crash) {
                stored = false;
            }
            byte[] found = open(disk.afterCrash()).get("streams/A/S");
            if (stored || found != null) {
                assertThat(found).isEqualTo(document);
            }
            MetaStore again = open(disk.afterCrash());
            again.put("streams/A/S", "y".getBytes(UTF_8));
            assertThat(again.get("streams/A/S")).isEqualTo("y".getBytes(UTF_8));
        }
    }

    private static void putFile(SimulatedDisk disk, String path, byte[] document, int checksum) throws IOException {
        Bytes out = new Bytes();
        out.putBytes(new byte[] {'V', 'G', 'D', 'O', 'C', 1});
        out.putInt(checksum);
        out.putBytes(document);
        disk.makeDirectories(path.substring(0, path.lastIndexOf('/')));
        StoreFile file = disk.open(path, true);
        file.write(0, out.array, 0, out.size);
        file.close();
    }

    @Test
    void takesOverDocumentsThatHaveAFileEach() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new Random(1));
        byte[] document = "config".getBytes(UTF_8);
        CRC32C crc = new CRC32C();
        crc.update(document);
        putFile(disk, "meta/streams/%24G/ORDERS.doc", document, (int) crc.getValue());
        putFile(disk, "meta/streams/%24G/a%2eb.doc", document, (int) crc.getValue());
        putFile(disk, "meta/streams/%24G/DAMAGED.doc", document, (int) crc.getValue() + 1);

        MetaStore store = open(disk);
        assertThat(store.names("streams/$G")).containsExactly("ORDERS", "a.b");
        assertThat(store.get("streams/$G/ORDERS")).isEqualTo(document);
        store.delete("streams/$G/ORDERS");
        assertThat(open(disk.afterCrash()).names("streams/$G")).containsExactly("a.b");
    }

    @Test
    void documentsStoredTogetherTakeOneSync() {
        SimulatedDisk disk = new SimulatedDisk(new Random(1));
        MetaStore store = open(disk);
        store.put("streams/A/first", "one".getBytes(UTF_8));
        int before = disk.syncs;
        Map<String, byte[]> many = new TreeMap<>();
        for (int i = 0; i < 50; i++) {
            many.put("streams/A/S" + i, ("config " + i).getBytes(UTF_8));
        }
        store.putAll(many);
        assertThat(disk.syncs - before).isEqualTo(1);
        MetaStore after = open(disk.afterCrash());
        assertThat(after.names("streams")).containsExactly("A");
        assertThat(after.names("streams/A")).hasSize(51);
        many.forEach((key, document) -> assertThat(after.get(key)).isEqualTo(document));
    }

    @Test
    void keepsDocumentsWhileTheLogIsBegunAnewAndTheMachineStops() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            SimulatedDisk disk = new SimulatedDisk(new Random(seed));
            MetaStore store = open(disk);
            disk.crashAt = disk.operations + 1 + random.nextInt(600);
            Map<String, String> acknowledged = new TreeMap<>();
            String key = "";
            String wanted = "";
            try {
                for (int i = 0; i < 400; i++) {
                    key = "streams/" + (char) ('A' + random.nextInt(3)) + "/S" + random.nextInt(8);
                    if (random.nextInt(4) == 0) {
                        wanted = "";
                        store.delete(key);
                        acknowledged.remove(key);
                    } else {
                        wanted = (char) ('a' + random.nextInt(26)) + "x".repeat(random.nextInt(20_000));
                        store.put(key, wanted.getBytes(UTF_8));
                        acknowledged.put(key, wanted);
                    }
                }
                key = "";
            } catch (SimulatedDisk.Crash crash) {
                // The last change may have been made, or not.
            }
            MetaStore after = open(disk.afterCrash());
            for (String account : after.names("streams")) {
                for (String name : after.names("streams/" + account)) {
                    String each = "streams/" + account + "/" + name;
                    byte[] document = after.get(each);
                    assertThat(document).isNotNull();
                    if (!each.equals(key)) {
                        assertThat(new String(document, UTF_8)).isEqualTo(acknowledged.get(each));
                    }
                }
            }
            for (Map.Entry<String, String> each : acknowledged.entrySet()) {
                if (!each.getKey().equals(key)) {
                    assertThat(after.get(each.getKey()))
                            .isEqualTo(each.getValue().getBytes(UTF_8));
                } else {
                    byte[] document = after.get(key);
                    assertThat(document == null ? "" : new String(document, UTF_8))
                            .isIn(each.getValue(), wanted);
                }
            }
        }
    }

    @Test
    void namesAreThoseDirectlyBelowAKey() {
        MetaStore store = open(new SimulatedDisk(new Random(1)));
        for (String key :
                new String[] {"streams/A/x", "streams/A/y", "streams/A-1/z", "streams/AB/x", "streams/A", "other"}) {
            store.put(key, key.getBytes(UTF_8));
        }
        assertThat(store.names("")).containsExactly("other", "streams");
        assertThat(store.names("streams")).containsExactly("A", "A-1", "AB");
        assertThat(store.names("streams/A")).containsExactly("x", "y");
        assertThat(store.names("streams/B")).isEmpty();
        store.delete("streams/A-1/z");
        assertThat(store.names("streams")).containsExactly("A", "AB");
    }

    private static MetaStore filled(SimulatedDisk disk) {
        MetaStore store = open(disk);
        for (int i = 0; i < 20; i++) {
            store.put("streams/A/S" + i, ("document " + i + "x".repeat(i * 20)).getBytes(UTF_8));
        }
        return store;
    }

    @Test
    void aBitThatHasTurnedCostsNoDocument() {
        for (int seed = 0; seed < 60; seed++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(seed));
            filled(disk);
            assertThat(disk.turnBit(".log")).isTrue();
            MetaStore found = open(disk);
            for (int i = 0; i < 20; i++) {
                assertThat(found.get("streams/A/S" + i))
                        .as("seed %s, %s", seed, i)
                        .isEqualTo(("document " + i + "x".repeat(i * 20)).getBytes(UTF_8));
            }
            assertThat(found.hasLost()).isFalse();
        }
    }

    @Test
    void aSpoiltSectorCostsWhatStoodInItAndNothingElse() {
        int damaged = 0;
        for (int seed = 0; seed < 400; seed++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(seed));
            filled(disk);
            assertThat(disk.spoilSector(".log")).isTrue();
            MetaStore found = open(disk);
            int there = 0;
            for (int i = 0; i < 20; i++) {
                byte[] document = found.get("streams/A/S" + i);
                if (document != null) {
                    there++;
                    assertThat(document).isEqualTo(("document " + i + "x".repeat(i * 20)).getBytes(UTF_8));
                }
            }
            assertThat(there).as("seed %s", seed).isGreaterThanOrEqualTo(10);
            if (found.hasLost()) {
                damaged++;
            }
            found.put("streams/A/S3", "again".getBytes(UTF_8));
            assertThat(open(disk.afterCrash()).get("streams/A/S3")).isEqualTo("again".getBytes(UTF_8));
        }
        assertThat(damaged).isPositive();
    }
}
