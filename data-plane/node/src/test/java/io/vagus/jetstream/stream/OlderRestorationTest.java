package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.storage.ConsumerLedger;
import io.vagus.storage.ConsumerState;
import io.vagus.storage.ConsumerStore;
import io.vagus.storage.MemoryStorage;
import io.vagus.storage.StoredMessage;
import io.vagus.storage.StreamStore;
import io.vagus.storage.StreamStoreOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups that nats-server of these versions made: twelve messages less 1, 5, 7, 12; a consumer in the middle of its work. */
class OlderRestorationTest {
    private static final long NOW = 1_800_000_000_000_000_000L;
    private static final long MOST = 1 << 20;

    private final MemoryStorage storage = new MemoryStorage();
    private final StreamStore store = storage.openStream("A", "S", StreamStoreOptions.memory(), Runnable::run);
    private final ConsumerStore consumers = storage.openConsumers("A", "S", StreamStoreOptions.memory(), Runnable::run);

    private static byte[] backup(String version) throws IOException {
        try (InputStream in =
                OlderRestorationTest.class.getResourceAsStream("/jetstream/backups/" + version + ".tar.s2")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private void restore(byte[] backup, String name) throws IOException {
        new Restoration(store, consumers, MOST).read(() -> new ByteArrayInputStream(backup), name, NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.9.25", "2.12.1"})
    void bringsBackTheMessagesThatWereThere(String version) throws Exception {
        restore(backup(version), "S");
        assertThat(store.firstSequence()).isEqualTo(2);
        assertThat(store.lastSequence()).isEqualTo(12);
        assertThat(store.deleted(10)).containsExactly(5, 7, 12);
        StoredMessage message = Objects.requireNonNull(store.load(4));
        assertThat(new String(message.subject(), UTF_8)).isEqualTo("s.1");
        assertThat(new String(message.payload(), UTF_8)).isEqualTo("m4");
        assertThat(new String(Objects.requireNonNull(message.headers()), UTF_8)).isEqualTo("NATS/1.0\r\nN: 4\r\n\r\n");
        StoredMessage plain = Objects.requireNonNull(store.load(11));
        assertThat(new String(plain.subject(), UTF_8)).isEqualTo("s.plain");
        assertThat(plain.headers()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.9.25", "2.12.1"})
    void bringsBackWhatAConsumerHadDone(String version) throws Exception {
        restore(backup(version), "S");
        ConsumerLedger consumer = consumers.consumers().iterator().next();
        assertThat(consumer.name()).isEqualTo("c");
        assertThat(new String(consumer.config(), UTF_8))
                .contains("\"durable_name\":\"c\"", "\"ack_wait\":60000000000")
                .doesNotContain("Created");
        ConsumerState state = consumer.state();
        assertThat(state.deliveredConsumer()).isEqualTo(4);
        assertThat(state.deliveredStream()).isEqualTo(4);
        assertThat(state.ackFloorConsumer()).isEqualTo(1);
        assertThat(state.ackFloorStream()).isEqualTo(2);
        assertThat(state.pending().contains(3)).isTrue();
        assertThat(state.pending().contains(4)).isTrue();
        assertThat(state.pending().size()).isEqualTo(2);
        assertThat(state.redeliveries(3)).isEqualTo(1);
    }

    @Test
    void isOnlyForTheStreamThatItWasMadeOf() throws Exception {
        byte[] backup = backup("2.12.1");
        assertThatThrownBy(() -> restore(backup, "T"))
                .isInstanceOf(IOException.class)
                .hasMessage("stream names do not match");
    }

    @Test
    void refusesWhatIsCutShort() throws Exception {
        byte[] backup = backup("2.12.1");
        for (int length : new int[] {0, 3, 11, 200, backup.length / 2, backup.length - 30}) {
            assertThatThrownBy(() -> restore(Arrays.copyOf(backup, length), "S"))
                    .isInstanceOf(IOException.class);
        }
    }
}
