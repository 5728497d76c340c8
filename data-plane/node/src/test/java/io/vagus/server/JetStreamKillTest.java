package io.vagus.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.CompressionOption;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed while clients publish and acknowledge. Whatever was acknowledged to them is so after the restart: no message is lost or made up, none comes
 * again that was taken as settled. {@code -Dvagus.kill.rounds=200} kills more often, {@code -Dvagus.kill.seed=…} does a run again as far as the times of threads allow.
 */
class JetStreamKillTest {

    private static final int ROUNDS = Integer.getInteger("vagus.kill.rounds", 2);
    private static final long SEED = Long.getLong("vagus.kill.seed", System.nanoTime());
    private static final Duration ACK_WAIT = Duration.ofSeconds(2);
    private static final int MOST_IN_FLIGHT = 32;
    private static final int BATCH = 20;
    private static final int MOST_IDLE = 100;
    /** A round ends after at most so many acknowledged messages. */
    private static final int MOST_A_ROUND = 4_000;

    private static final int MOST_KEPT = 20_000;

    @TempDir
    Path directory;

    /** One stream with its consumer, and what its clients were told. */
    private static final class Told {
        final String stream;
        final RetentionPolicy retention;
        /** All that was ever sent. */
        final Set<String> sent = ConcurrentHashMap.newKeySet();
        /** What was acknowledged to its publisher, by sequence. */
        final Map<Long, String> stored = new ConcurrentHashMap<>();
        /** What the server confirmed as settled. */
        final Set<Long> settled = ConcurrentHashMap.newKeySet();
        /** What was acknowledged to the server, confirmed or not. */
        final Set<Long> tried = ConcurrentHashMap.newKeySet();
        /** What of it was settled before the server started; what is settled while it runs may be on its way a second time. */
        volatile Set<Long> settledBefore = Set.of();

        int number;

        Told(String stream, RetentionPolicy retention) {
            this.stream = stream;
            this.retention = retention;
        }
    }

    private final List<Told> all =
            List.of(new Told("KEPT", RetentionPolicy.Limits), new Told("WORK", RetentionPolicy.WorkQueue));

    private final Random random = new Random(SEED);
    private final Queue<AssertionError> failures = new ConcurrentLinkedQueue<>();

    @Test
    void whatWasAcknowledgedIsSoAfterTheProcessWasKilled() throws Exception {
        Path config = Files.writeString(directory.resolve("nats.conf"), config());
        try {
            for (int round = 0; round < ROUNDS; round++) {
                round(config, round == 0);
            }
            try (ServerProcess server = ServerProcess.serving(directory, "-c", config.toString());
                    Connection client = connect(server)) {
                for (Told told : all) {
                    check(client, told);
                    drain(client, told);
                }
            }
        } catch (AssertionError | JetStreamApiException e) {
            String said = Files.readString(directory.resolve("out")) + Files.readString(directory.resolve("err"));
            throw new AssertionError(
                    "-Dvagus.kill.seed=" + SEED + ": " + e.getMessage() + "; the server said " + said, e);
        }
    }

    private String config() {
        String sync = random.nextBoolean() ? "sync_interval: \"1m\", " : "";
        String cipher = switch (random.nextInt(3)) {
            case 0 -> "cipher: chacha, key: \"of the test\", ";
            case 1 -> "cipher: aes, key: \"of the test\", ";
            default -> "";
        };
        return "jetstream { " + sync + cipher + "store_dir: \"" + directory.resolve("store") + "\" }\n";
    }

    private static Connection connect(ServerProcess server) throws IOException, InterruptedException {
        return Nats.connect(new Options.Builder()
                .server("nats://127.0.0.1:" + server.port())
                .noReconnect()
                .build());
    }

    private void round(Path config, boolean first) throws Exception {
        try (ServerProcess server = ServerProcess.serving(directory, "-c", config.toString())) {
            Connection client = connect(server);
            for (Told told : all) {
                if (first) {
                    create(client, told);
                } else {
                    check(client, told);
                }
            }
            List<Thread> clients = all.stream()
                    .flatMap(told -> List.of(
                            Thread.ofVirtual().start(() -> publish(client, told)),
                            Thread.ofVirtual().start(() -> consume(client, told)))
                            .stream())
                    .toList();
            long enough = acknowledged() + 1 + random.nextInt(MOST_A_ROUND);
            await("acknowledgements")
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> acknowledged() >= enough);
            server.signal("KILL");
            server.close();
            client.close();
            for (Thread each : clients) {
                each.join();
            }
            assertThat(failures).isEmpty();
        }
    }

    private long acknowledged() {
        return all.stream().mapToLong(told -> told.stored.size()).sum();
    }

    private void create(Connection client, Told told) throws Exception {
        JetStreamManagement management = client.jetStreamManagement();
        management.addStream(StreamConfiguration.builder()
                .name(told.stream)
                .subjects(told.stream + ".>")
                .retentionPolicy(told.retention)
                .compressionOption(random.nextBoolean() ? CompressionOption.S2 : CompressionOption.None)
                .build());
        management.addOrUpdateConsumer(
                told.stream,
                ConsumerConfiguration.builder()
                        .durable("C")
                        .ackWait(ACK_WAIT)
                        .maxAckPending(1000)
                        .build());
    }

    private static void publish(Connection client, Told told) {
        try {
            JetStream jetStream = client.jetStream();
            Semaphore room = new Semaphore(MOST_IN_FLIGHT);
            while (client.getStatus() == Connection.Status.CONNECTED) {
                if (!room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                    continue;
                }
                String id = "message " + told.number++;
                told.sent.add(id);
                CompletableFuture<PublishAck> ack =
                        jetStream.publishAsync(told.stream + "." + told.number % 5, id.getBytes(UTF_8));
                ack.whenComplete((stored, failure) -> {
                    room.release();
                    if (stored != null) {
                        told.stored.put(stored.getSeqno(), id);
                    }
                });
            }
        } catch (Exception ended) {
            // The server has been killed.
        }
    }

    private void consume(Connection client, Told told) {
        try {
            JetStreamSubscription subscription = bound(client, told);
            while (client.getStatus() == Connection.Status.CONNECTED) {
                for (Message message : subscription.fetch(BATCH, Duration.ofMillis(200))) {
                    settle(message, told, true);
                }
            }
        } catch (AssertionError wrong) {
            failures.add(wrong);
        } catch (Exception ended) {
            // The server has been killed.
        }
    }

    private static void settle(Message message, Told told, boolean confirmed) throws Exception {
        long sequence = message.metaData().streamSequence();
        assertThat(told.settledBefore)
                .as("message %s of %s, which was settled, comes again", sequence, told.stream)
                .doesNotContain(sequence);
        told.tried.add(sequence);
        if (confirmed) {
            message.ackSync(Duration.ofSeconds(10));
            told.settled.add(sequence);
        } else {
            message.ack();
        }
    }

    private static JetStreamSubscription bound(Connection client, Told told) throws Exception {
        return client.jetStream().subscribe(null, PullSubscribeOptions.bind(told.stream, "C"));
    }

    /** What is there after a restart agrees with what the clients were told. */
    private static void check(Connection client, Told told) throws Exception {
        told.settledBefore = Set.copyOf(told.settled);
        JetStreamManagement management = client.jetStreamManagement();
        StreamState state = management.getStreamInfo(told.stream).getStreamState();
        Set<String> seen = new HashSet<>();
        for (long sequence = state.getFirstSequence(); sequence <= state.getLastSequence(); sequence++) {
            String payload = payload(management, told.stream, sequence);
            if (payload == null) {
                continue;
            }
            assertThat(told.sent).as("sent").contains(payload);
            assertThat(seen.add(payload)).as("%s is there once", payload).isTrue();
            String acknowledged = told.stored.get(sequence);
            if (acknowledged != null) {
                assertThat(payload)
                        .as("message %s of %s", sequence, told.stream)
                        .isEqualTo(acknowledged);
            }
        }
        boolean work = told.retention == RetentionPolicy.WorkQueue;
        told.stored.forEach((sequence, payload) -> {
            if (!work) {
                assertThat(seen).as("acknowledged message %s", sequence).contains(payload);
            } else if (told.settled.contains(sequence)) {
                assertThat(seen).as("settled message %s", sequence).doesNotContain(payload);
            }
        });
        ConsumerInfo consumer = management.getConsumerInfo(told.stream, "C");
        long floor = 0;
        while (told.settled.contains(floor + 1)) {
            floor++;
        }
        assertThat(consumer.getAckFloor().getStreamSequence())
                .as("acknowledgement floor of %s", told.stream)
                .isGreaterThanOrEqualTo(floor);
        if (seen.size() > MOST_KEPT) {
            management.purgeStream(told.stream);
            told.stored.clear();
        }
    }

    private static @Nullable String payload(JetStreamManagement management, String stream, long sequence)
            throws Exception {
        try {
            MessageInfo message = management.getMessage(stream, sequence);
            return new String(requireNonNull(message.getData()), UTF_8);
        } catch (JetStreamApiException gone) {
            assertThat(gone.getApiErrorCode()).isEqualTo(10037);
            return null;
        }
    }

    /** Everything that was not settled is delivered in the end, and nothing else. */
    private static void drain(Connection client, Told told) throws Exception {
        JetStreamManagement management = client.jetStreamManagement();
        JetStreamSubscription subscription = bound(client, told);
        long least = Long.MAX_VALUE;
        ConsumerInfo info = management.getConsumerInfo(told.stream, "C");
        for (int idle = 0; idle < MOST_IDLE && info.getNumPending() + info.getNumAckPending() > 0; idle++) {
            for (Message message : subscription.fetch(MOST_IN_FLIGHT, Duration.ofMillis(200))) {
                settle(message, told, false);
            }
            info = management.getConsumerInfo(told.stream, "C");
            // The floor would not tell: it stands still while the first ones wait to be delivered again.
            long left = info.getNumPending() + info.getNumAckPending();
            idle = left < least ? 0 : idle;
            least = Math.min(least, left);
        }
        assertThat(info.getNumPending() + info.getNumAckPending())
                .as("messages that do not come, of %s", info)
                .isZero();
        Set<Long> never = new HashSet<>(told.stored.keySet());
        never.removeAll(told.tried);
        assertThat(never)
                .as("messages of %s that were never delivered", told.stream)
                .isEmpty();
        if (told.retention == RetentionPolicy.WorkQueue) {
            assertThat(management.getStreamInfo(told.stream).getStreamState().getMsgCount())
                    .as("messages left in the work queue")
                    .isZero();
        }
    }
}
