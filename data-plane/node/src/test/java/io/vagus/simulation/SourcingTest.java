package io.vagus.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What becomes of messages on their way from one stream to another. */
class SourcingTest {
    private final SimulatedNode node = new SimulatedNode(new Random(7), true, null);

    private void ask(String subject, String body) {
        assertThat(requireNonNull(node.ask(subject, body))).doesNotContain("\"error\"");
    }

    private static String target(int perSubject) {
        return "{\"name\":\"TARGET\",\"sources\":[{\"name\":\"S\"}],\"discard\":\"new\",\"discard_new_per_subject\":true"
                + ",\"max_msgs_per_subject\":" + perSubject + "}";
    }

    private List<String> target() {
        return new Observed(node)
                .messages("TARGET").stream().map(Observed.Read::text).toList();
    }

    @Test
    void storesNothingBehindAMessageThatHasToComeAgain() {
        node.start();
        ask("STREAM.CREATE.S", "{\"name\":\"S\",\"subjects\":[\"s.>\"]}");
        ask("STREAM.CREATE.TARGET", target(1));
        node.advance(SimulatedNode.SECOND);
        // All of them are on their way to the target when the second does not fit into it.
        List.of("s.a 1", "s.a 2", "s.b 3", "s.c 4")
                .forEach(each -> node.publish(each.substring(0, 3), "", each.getBytes(UTF_8), null));
        node.quiesce();
        assertThat(target()).containsExactly("s.a 1");
        ask("STREAM.UPDATE.TARGET", target(2));
        node.advance(10 * SimulatedNode.SECOND);
        node.quiesce();
        assertThat(target()).containsExactly("s.a 1", "s.a 2", "s.b 3", "s.c 4");
    }
}
