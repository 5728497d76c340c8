package io.vagus.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The node on a device of a few MiB, which the test makes in a namespace of its own: what does not fit is refused, the rest stays, and it goes on when there is
 * room again. Where namespaces are not permitted, {@code FullDiskTest} shows the same on a simulated disk.
 */
class FullDeviceTest {
    private static final int INSUFFICIENT_RESOURCES = 10023;
    private static final int MANY = 4000;
    private static final int REFUSALS = 5;

    @TempDir
    Path directory;

    /** Mounts a device at a place, then becomes what follows. */
    private static List<String> onDeviceAt(Path place) {
        return List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=4m none \"$0\" && exec \"$@\"",
                place.toString());
    }

    private static boolean mayMount(Path place) throws InterruptedException {
        try {
            List<String> command = new java.util.ArrayList<>(onDeviceAt(place));
            command.add("true");
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    private static Connection connect(ServerProcess server) throws IOException, InterruptedException {
        return Nats.connect("nats://127.0.0.1:" + server.port());
    }

    @Test
    void refusesWhatDoesNotFitAndGoesOnWhenThereIsRoom() throws Exception {
        Path device = Files.createDirectory(directory.resolve("device"));
        assumeTrue(mayMount(device), "this machine does not let the test mount a device in a namespace of its own");
        Path config = Files.writeString(
                directory.resolve("nats.conf"),
                "jetstream { store_dir: \"" + device + "\", max_file_store: 1GB, max_memory_store: 16MB }\n");
        Map<Long, String> stored = new TreeMap<>();
        Path copy = directory.resolve("copy");
        try (ServerProcess server = ServerProcess.serving(directory, onDeviceAt(device), "-c", config.toString());
                Connection client = connect(server)) {
            Path inside = Path.of("/proc/" + server.pid() + "/root" + device);
            Path reserve = Files.write(inside.resolve("reserve"), new byte[256 * 1024]);
            JetStreamManagement management = client.jetStreamManagement();
            management.addStream(
                    StreamConfiguration.builder().name("S").subjects("s.>").build());
            management.addOrUpdateConsumer(
                    "S", ConsumerConfiguration.builder().durable("FIRST").build());
            publishUntilRefused(client.jetStream(), stored);
            int before = stored.size();
            assertThat(before).isGreaterThan(50);
            Path filler = inside.resolve("filler");
            fill(filler);
            // What a file had made ready may take some more.
            publishUntilRefused(client.jetStream(), stored);
            String refusedStream = addStreamsUntilRefused(management);
            String refusedConsumer = addConsumersUntilRefused(management);
            assertThat(management.getStreamInfo("S").getStreamState().getMsgCount())
                    .isEqualTo(stored.size());
            Files.delete(filler);
            Files.delete(reserve);
            client.jetStream().publish("s.again", "again".getBytes(UTF_8));
            stored.put((long) stored.size() + 1, "again");
            management.addStream(StreamConfiguration.builder()
                    .name(refusedStream)
                    .subjects(refusedStream)
                    .build());
            management.addOrUpdateConsumer(
                    "S",
                    ConsumerConfiguration.builder().durable(refusedConsumer).build());
            check(management, stored);
            copy(inside, copy);
        }
        Files.writeString(config, "jetstream { store_dir: \"" + copy + "\" }\n");
        try (ServerProcess server = ServerProcess.serving(directory, "-c", config.toString());
                Connection client = connect(server)) {
            check(client.jetStreamManagement(), stored);
            assertThat(client.jetStreamManagement().getConsumerNames("S")).contains("FIRST");
        }
    }

    private static void publishUntilRefused(JetStream stream, Map<Long, String> stored) throws Exception {
        int refused = 0;
        for (int i = 0; i < MANY && refused < REFUSALS; i++) {
            String text = "message " + stored.size() + "x".repeat(20_000);
            try {
                stored.put(stream.publish("s." + i % 5, text.getBytes(UTF_8)).getSeqno(), text);
            } catch (JetStreamApiException e) {
                assertThat(e.getApiErrorCode()).isEqualTo(INSUFFICIENT_RESOURCES);
                refused++;
            }
        }
        assertThat(refused).isEqualTo(REFUSALS);
    }

    private static void fill(Path file) throws IOException {
        byte[] piece = new byte[256];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(piece);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static String addStreamsUntilRefused(JetStreamManagement management) throws Exception {
        for (int i = 0; i < MANY; i++) {
            try {
                management.addStream(StreamConfiguration.builder()
                        .name("T" + i)
                        .subjects("T" + i)
                        .metadata(Map.of("text", "x".repeat(4000)))
                        .build());
            } catch (JetStreamApiException e) {
                assertThat(e.getApiErrorCode()).isEqualTo(10049);
                assertThat(e.getMessage()).contains("error creating store for stream");
                String refused = "T" + i;
                assertThat(management.getStreamNames()).contains("S").doesNotContain(refused);
                return refused;
            }
        }
        throw new AssertionError("every stream found room");
    }

    private static String addConsumersUntilRefused(JetStreamManagement management) throws Exception {
        for (int i = 0; i < MANY; i++) {
            try {
                management.addOrUpdateConsumer(
                        "S",
                        ConsumerConfiguration.builder()
                                .durable("C" + i)
                                .metadata(Map.of("text", "x".repeat(1000)))
                                .build());
            } catch (JetStreamApiException e) {
                assertThat(e.getApiErrorCode()).isEqualTo(10012);
                assertThat(e.getMessage()).contains("error creating store for consumer");
                assertThat(management.getConsumerNames("S")).contains("FIRST").doesNotContain("C" + i);
                return "C" + i;
            }
        }
        throw new AssertionError("every consumer found room");
    }

    private static void check(JetStreamManagement management, Map<Long, String> stored) throws Exception {
        for (Map.Entry<Long, String> each : stored.entrySet()) {
            assertThat(management.getMessage("S", each.getKey()).getData())
                    .isEqualTo(each.getValue().getBytes(UTF_8));
        }
        assertThat(management.getStreamInfo("S").getStreamState().getMsgCount()).isEqualTo(stored.size());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }
}
