package io.vagus.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the device damages of the descriptions of streams. */
class LostDescriptionTest {

    private static final List<String> STREAMS = List.of("A", "B", "C", "D", "E", "F");

    private static String ask(SimulatedNode node, String subject, String body) {
        return Objects.requireNonNull(node.ask(subject, body));
    }

    private static String create(SimulatedNode node, String stream) {
        return ask(node, "STREAM.CREATE." + stream, "{\"name\":\"" + stream + "\",\"subjects\":[\"" + stream + "\"]}");
    }

    @Test
    void aStreamWhoseDescriptionIsLostIsToldOfAndKeepsItsNameAndItsData() {
        int lost = 0;
        for (int seed = 1; seed < 400 && lost < 5; seed++) {
            SimulatedNode node = new SimulatedNode(new Random(seed), true, null);
            node.start();
            for (String each : STREAMS) {
                assertThat(create(node, each)).doesNotContain("\"error\"");
                node.publish(each, "", "message".getBytes(UTF_8), null);
                node.quiesce();
            }
            node.stop();
            assertThat(node.disk.spoilSector(".log")).isTrue();
            node.errors.clear();
            node.start();
            int gone = 0;
            for (String each : STREAMS) {
                String info = ask(node, "STREAM.INFO." + each, "");
                if (!info.contains("\"error\"")) {
                    assertThat(info).as("seed %s", seed).contains("\"messages\":1,");
                } else if (info.contains("could not be recovered")) {
                    gone++;
                    assertThat(create(node, each)).contains("\"error\"");
                    assertThat(ask(node, "STREAM.LIST", "")).contains("could not be recovered");
                }
            }
            if (gone > 0) {
                lost++;
                assertThat(gone).isLessThan(STREAMS.size());
                assertThat(node.errors).anyMatch(line -> line.contains("could not be recovered"));
                node.stop();
                node.errors.clear();
                node.start();
                assertThat(node.errors).anyMatch(line -> line.contains("could not be recovered"));
            }
            node.stop();
        }
        assertThat(lost).isEqualTo(5);
    }
}
