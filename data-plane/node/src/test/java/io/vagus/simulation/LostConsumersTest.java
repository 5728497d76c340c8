package io.vagus.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A stream of interest retention whose log of consumers cannot be read. */
class LostConsumersTest {

    private static final String CONSUMER =
            "{\"stream_name\":\"I\",\"config\":{\"durable_name\":\"C\",\"ack_policy\":\"explicit\"}}";

    private static String messages(SimulatedNode node) {
        String info = String.valueOf(node.ask("STREAM.INFO.I", ""));
        return info.replaceAll(".*\"messages\":(\\d+),.*", "$1");
    }

    private static void restart(SimulatedNode node) {
        node.stop();
        node.errors.clear();
        node.start();
        node.quiesce();
    }

    @Test
    void messagesStayUntilThereIsAConsumerAgain() {
        int lost = 0;
        for (int seed = 0; seed < 40 && lost < 3; seed++) {
            SimulatedNode node = new SimulatedNode(new Random(seed), true, null);
            node.start();
            assertThat(node.ask("STREAM.CREATE.I", "{\"name\":\"I\",\"subjects\":[\"i\"],\"retention\":\"interest\"}"))
                    .doesNotContain("\"error\"");
            assertThat(node.ask("CONSUMER.DURABLE.CREATE.I.C", CONSUMER)).doesNotContain("\"error\"");
            for (int i = 0; i < 3; i++) {
                node.publish("i", "", "message".getBytes(UTF_8), null);
            }
            node.quiesce();
            node.stop();
            node.disk.spoilSector("consumers-000000000001.log");
            node.start();
            node.quiesce();
            if (node.errors.stream().noneMatch(line -> line.contains("has no header"))) {
                continue;
            }
            lost++;
            assertThat(node.errors).anyMatch(line -> line.contains("its consumers are lost"));
            assertThat(node.ask("CONSUMER.INFO.I.C", "")).contains("\"error\"");
            assertThat(messages(node)).isEqualTo("3");
            restart(node);
            assertThat(messages(node)).isEqualTo("3");
            assertThat(node.ask("CONSUMER.DURABLE.CREATE.I.C", CONSUMER))
                    .doesNotContain("\"error\"")
                    .contains("\"num_pending\":3");
            restart(node);
            assertThat(node.errors).isEmpty();
            assertThat(messages(node)).isEqualTo("3");
        }
        assertThat(lost).isEqualTo(3);
    }
}
