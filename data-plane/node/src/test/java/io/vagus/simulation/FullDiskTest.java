package io.vagus.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients are told while the device is full, and that all goes on when it has room again. */
class FullDiskTest {
    private static final int MANY = 5000;
    private final SimulatedNode node = new SimulatedNode(new Random(5), true, null);

    @BeforeEach
    void start() {
        node.start();
        assertThat(error(create("S", ""))).isZero();
    }

    private JsonNode create(String name, String metadata) {
        return ask("STREAM.CREATE." + name, config(name, metadata));
    }

    private static String config(String name, String metadata) {
        return "{\"name\":\"" + name + "\",\"subjects\":[\"" + name + ".>\"],\"metadata\":{\"a\":\"" + metadata
                + "\"}}";
    }

    private JsonNode consumer(String name) {
        return ask(
                "CONSUMER.DURABLE.CREATE.S." + name,
                "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"" + name + "\",\"ack_policy\":\"explicit\"}}");
    }

    private JsonNode ask(String subject, String body) {
        return Observed.json(requireNonNull(node.ask(subject, body)));
    }

    private static int error(JsonNode answer) {
        return answer.path("error").path("err_code").asInt();
    }

    private int publish(String text) {
        int[] error = {-1};
        node.publish("S.a", "", text.getBytes(UTF_8), got -> error[0] = error(Observed.json(got.text())));
        node.quiesce();
        return error[0];
    }

    /** From now on nothing more can be written than what fits into the space that files have made ready. */
    private void fill() {
        node.disk.capacity = node.disk.used();
    }

    private void makeRoom() {
        node.disk.capacity = Long.MAX_VALUE;
    }

    /** Fills what the log of documents has made ready; the name of the stream that is refused. */
    private String fillDescriptions() {
        for (int i = 0; i < MANY; i++) {
            JsonNode answer = create("T" + i, "x".repeat(1000));
            if (answer.has("error")) {
                assertThat(answer.path("error").path("code").asInt()).isEqualTo(500);
                assertThat(error(answer)).isEqualTo(10049);
                assertThat(answer.path("error").path("description").asText())
                        .isEqualTo("error creating store for stream");
                return "T" + i;
            }
        }
        throw new AssertionError("never full");
    }

    @Test
    void refusesMessagesAndKeepsWhatWasAcknowledged() {
        fill();
        List<String> stored = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < MANY && refused < 10; i++) {
            String text = "message " + i + "x".repeat(5000);
            int error = publish(text);
            if (error == 0) {
                stored.add(text);
            } else {
                assertThat(error).isEqualTo(10023);
                refused++;
            }
        }
        assertThat(refused).isEqualTo(10);
        makeRoom();
        assertThat(publish("again")).isZero();
        stored.add("again");
        node.losePower();
        node.start();
        assertThat(new Observed(node).messages("S"))
                .extracting(Observed.Read::text)
                .containsExactlyElementsOf(stored);
    }

    @Test
    void refusesAStreamThatCannotBeWrittenDown() {
        fill();
        String refused = fillDescriptions();
        assertThat(error(ask("STREAM.INFO." + refused, ""))).isEqualTo(10059);
        assertThat(error(create("M", "").has("error") ? ask("STREAM.INFO.S", "") : ask("STREAM.INFO.M", "")))
                .isZero();
        makeRoom();
        assertThat(error(create(refused, ""))).isZero();
        node.losePower();
        node.start();
        assertThat(error(ask("STREAM.INFO." + refused, ""))).isZero();
    }

    @Test
    void refusesAnUpdateAndStaysAsItWas() {
        fill();
        fillDescriptions();
        JsonNode answer = ask("STREAM.UPDATE.S", config("S", "y".repeat(2000)));
        assertThat(error(answer)).isEqualTo(10069);
        assertThat(ask("STREAM.INFO.S", "").at("/config/metadata/a").asText()).isEmpty();
        makeRoom();
        assertThat(error(ask("STREAM.UPDATE.S", config("S", "z")))).isZero();
        assertThat(ask("STREAM.INFO.S", "").at("/config/metadata/a").asText()).isEqualTo("z");
    }

    @Test
    void deletesAStreamThoughThereIsNoRoomToWriteThatDown() {
        assertThat(publish("x".repeat(5000))).isZero();
        fill();
        fillDescriptions();
        // The very last bytes.
        for (int length = 900; length > 0; length /= 2) {
            create("U" + length, "x".repeat(length));
        }
        assertThat(error(ask("STREAM.DELETE.S", ""))).isZero();
        assertThat(error(ask("STREAM.INFO.S", ""))).isEqualTo(10059);
        node.losePower();
        node.start();
        assertThat(error(ask("STREAM.INFO.S", ""))).isEqualTo(10059);
    }

    @Test
    void refusesAConsumerThatCannotBeWrittenDown() {
        assertThat(error(consumer("FIRST"))).isZero();
        fill();
        JsonNode answer = consumer("SECOND");
        assertThat(error(answer)).isEqualTo(10012);
        assertThat(answer.path("error").path("description").asText()).isEqualTo("error creating store for consumer");
        assertThat(error(ask("CONSUMER.INFO.S.SECOND", ""))).isEqualTo(10014);
        assertThat(error(ask("CONSUMER.INFO.S.FIRST", ""))).isZero();
        makeRoom();
        assertThat(error(consumer("THIRD"))).isZero();
        node.losePower();
        node.start();
        assertThat(error(ask("CONSUMER.INFO.S.FIRST", ""))).isZero();
        assertThat(error(ask("CONSUMER.INFO.S.SECOND", ""))).isEqualTo(10014);
        assertThat(error(ask("CONSUMER.INFO.S.THIRD", ""))).isZero();
    }
}
