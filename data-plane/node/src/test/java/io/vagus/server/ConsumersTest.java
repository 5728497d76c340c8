package io.vagus.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consumers as a client uses them, over a socket. */
class ConsumersTest {

    @TempDir
    static Path directory;

    private static ServerProcess server;
    private static Connection client;
    private static int streams;

    private String stream = "";
    private JetStream jetStream;
    private JetStreamManagement management;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.serving(
                directory, "-js", "-sd", directory.resolve("store").toString());
        client = Nats.connect("nats://127.0.0.1:" + server.port());
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        jetStream = client.jetStream();
        management = client.jetStreamManagement();
        stream = "S" + ++streams;
        add(stream, RetentionPolicy.Limits);
    }

    private void add(String name, RetentionPolicy retention) throws Exception {
        management.addStream(StreamConfiguration.builder()
                .name(name)
                .subjects(name + ".>")
                .retentionPolicy(retention)
                .storageType(StorageType.Memory)
                .build());
    }

    private void publish(int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            jetStream.publish(stream + ".a", ("m" + i).getBytes(UTF_8));
        }
    }

    private ConsumerInfo durable(String name, ConsumerConfiguration.Builder options) throws Exception {
        return management.addOrUpdateConsumer(stream, options.durable(name).build());
    }

    @Test
    void fetchesInBatchesAndAcknowledges() throws Exception {
        publish(25);
        durable("c", ConsumerConfiguration.builder());
        var consumer = client.getStreamContext(stream).getConsumerContext("c");
        List<String> got = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            try (FetchConsumer fetch = consumer.fetch(FetchConsumeOptions.builder()
                    .maxMessages(10)
                    .expiresIn(1000)
                    .build())) {
                for (Message each = fetch.nextMessage(); each != null; each = fetch.nextMessage()) {
                    got.add(new String(each.getData(), UTF_8));
                    each.ackSync(Duration.ofSeconds(5));
                }
            }
        }
        assertThat(got).hasSize(25).first().isEqualTo("m0");
        ConsumerInfo info = management.getConsumerInfo(stream, "c");
        assertThat(info.getNumAckPending()).isZero();
        assertThat(info.getAckFloor().getStreamSequence()).isEqualTo(25);
    }

    @Test
    void pushesToAQueueGroup() throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        PushSubscribeOptions options = PushSubscribeOptions.builder().stream(stream)
                .configuration(ConsumerConfiguration.builder()
                        .durable("q")
                        .deliverGroup("workers")
                        .build())
                .build();
        Dispatcher dispatcher = client.createDispatcher();
        for (int i = 0; i < 2; i++) {
            jetStream.subscribe(
                    stream + ".>",
                    "workers",
                    dispatcher,
                    message -> got.add(new String(message.getData(), UTF_8)),
                    true,
                    options);
        }
        publish(20);
        await().until(() -> got.size() == 20);
        assertThat(management.getConsumerInfo(stream, "q").isPushBound()).isTrue();
    }

    @Test
    void anOrderedConsumerSeesEveryMessageInOrder() throws Exception {
        publish(50);
        JetStreamSubscription subscription = jetStream.subscribe(
                stream + ".>",
                PushSubscribeOptions.builder().stream(stream).ordered(true).build());
        for (int i = 0; i < 50; i++) {
            Message message = subscription.nextMessage(Duration.ofSeconds(5));
            assertThat(new String(message.getData(), UTF_8)).isEqualTo("m" + i);
        }
    }

    @Test
    void redeliversAndGivesUpToTheDeadLetterStream() throws Exception {
        add(stream + "DLQ", RetentionPolicy.Limits);
        publish(1);
        durable(
                "c",
                ConsumerConfiguration.builder()
                        .ackWait(200)
                        .maxDeliver(2)
                        .metadata(Map.of("vagus.dead_letter.subject", stream + "DLQ.lost")));
        var consumer = client.getStreamContext(stream).getConsumerContext("c");
        for (int i = 1; i <= 2; i++) {
            assertThat(requireNonNull(consumer.next(Duration.ofSeconds(5)))
                            .metaData()
                            .deliveredCount())
                    .isEqualTo(i);
        }
        await().until(() ->
                management.getStreamInfo(stream + "DLQ").getStreamState().getMsgCount() == 1);
        assertThat(requireNonNull(management.getMessage(stream + "DLQ", 1).getHeaders())
                        .getFirst("Vagus-Dead-Letter-Reason"))
                .isEqualTo("max_deliveries");
    }

    @Test
    void aWorkQueueIsEmptyWhenAllIsAcknowledged() throws Exception {
        stream = stream + "WQ";
        add(stream, RetentionPolicy.WorkQueue);
        publish(5);
        durable("c", ConsumerConfiguration.builder());
        var consumer = client.getStreamContext(stream).getConsumerContext("c");
        for (int i = 0; i < 5; i++) {
            requireNonNull(consumer.next(Duration.ofSeconds(5))).ackSync(Duration.ofSeconds(5));
        }
        assertThat(management.getStreamInfo(stream).getStreamState().getMsgCount())
                .isZero();
    }
}
