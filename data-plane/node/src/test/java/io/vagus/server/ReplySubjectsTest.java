package io.vagus.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The longer form of acknowledgement subjects, which a feature flag asks for. */
class ReplySubjectsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void aFlagPutsDomainAndAccountIntoAcknowledgementSubjects() throws Exception {
        Path config = Files.writeString(
                directory.resolve("nats.conf"),
                "jetstream { store_dir: \"" + directory.resolve("store")
                        + "\", domain: hub }\nfeature_flags { js_ack_fc_v2: true }\n");
        try (ServerProcess server = ServerProcess.serving(directory, "-c", config.toString());
                Connection client = Nats.connect("nats://127.0.0.1:" + server.port())) {
            JetStreamManagement management = client.jetStreamManagement();
            management.addStream(StreamConfiguration.builder()
                    .name("S")
                    .subjects("s")
                    .storageType(StorageType.Memory)
                    .build());
            client.jetStream().publish("s", "x".getBytes(UTF_8));
            management.addOrUpdateConsumer(
                    "S", ConsumerConfiguration.builder().durable("c").build());
            Message message = client.jetStream()
                    .subscribe(null, PullSubscribeOptions.bind("S", "c"))
                    .fetch(1, PATIENCE)
                    .getFirst();
            assertThat(message.getReplyTo())
                    .matches("\\$JS\\.ACK\\.hub\\.[0-9A-Za-z]{8}\\.S\\.c\\.1\\.1\\.1\\.\\d+\\.0");
            String elsewhere = message.getReplyTo().replace(".hub.", ".other.");
            assertThat(client.request(elsewhere, "+ACK".getBytes(UTF_8), PATIENCE))
                    .isNull();
            assertThat(management.getConsumerInfo("S", "c").getNumAckPending()).isEqualTo(1);
            message.ackSync(PATIENCE);
            assertThat(management.getConsumerInfo("S", "c").getNumAckPending()).isZero();
        }
    }
}
