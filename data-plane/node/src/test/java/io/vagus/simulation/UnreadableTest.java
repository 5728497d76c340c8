package io.vagus.simulation;

import static io.vagus.simulation.SimulatedNode.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A device that cannot be read for a while. */
class UnreadableTest {
    private static final String EXPECTED = "Nats-Expected-Last-Subject-Sequence: 1\r\n";

    @Test
    void anAcknowledgedMessageLeavesAWorkQueueWhenItCanBeReadAgain() {
        SimulatedNode node = new SimulatedNode(new Random(1), true, null);
        node.start();
        assertThat(node.ask("STREAM.CREATE.W", "{\"name\":\"W\",\"subjects\":[\"w\"],\"retention\":\"workqueue\"}"))
                .doesNotContain("\"error\"");
        assertThat(node.ask(
                        "CONSUMER.DURABLE.CREATE.W.C",
                        "{\"stream_name\":\"W\",\"config\":{\"durable_name\":\"C\",\"ack_policy\":\"explicit\"}}"))
                .doesNotContain("\"error\"");
        node.publish("w", "", "job".getBytes(UTF_8), null);
        node.quiesce();
        List<String> replies = new ArrayList<>();
        node.listen("inbox", got -> replies.add(got.reply()));
        node.publish("$JS.API.CONSUMER.MSG.NEXT.W.C", "inbox", "", "1".getBytes(UTF_8));
        node.quiesce();
        assertThat(replies).hasSize(1);

        List<String> answers = new ArrayList<>();
        node.disk.readsFailOneIn = 1;
        node.publish(replies.getFirst(), "", "+ACK".getBytes(UTF_8), got -> answers.add(got.text()));
        node.quiesce();
        assertThat(answers).as("it is written down").hasSize(1);
        assertThat(node.ask("STREAM.INFO.W", "")).contains("\"messages\":1,");
        node.advance(3 * SECOND);
        node.disk.readsFailOneIn = 0;
        node.advance(2 * SECOND);
        node.quiesce();
        assertThat(node.ask("STREAM.INFO.W", "")).contains("\"messages\":0,");
        assertThat(node.errors).anyMatch(line -> line.contains("cannot read"));
    }

    @Test
    void aFastBatchEndsWithTheMessageThatCouldNotBeJudged() {
        SimulatedNode node = new SimulatedNode(new Random(1), true, null);
        node.start();
        assertThat(node.ask("STREAM.CREATE.F", "{\"name\":\"F\",\"subjects\":[\"f\"],\"allow_batched\":true}"))
                .doesNotContain("\"error\"");
        node.publish("f", "", "before".getBytes(UTF_8), null);
        node.quiesce();
        node.stop();
        node.start();
        List<String> answers = new ArrayList<>();
        node.listen("batch.>", got -> answers.add(got.text()));

        node.disk.readsFailOneIn = 1;
        node.publish("f", "batch.b.9.fail.1.0.$FI", EXPECTED, "1".getBytes(UTF_8));
        node.quiesce();
        assertThat(answers).last().asString().contains("cannot be read");
        node.disk.readsFailOneIn = 0;
        node.publish("f", "batch.b.9.fail.2.2.$FI", "", "2".getBytes(UTF_8));
        node.quiesce();

        assertThat(answers).last().asString().contains("10208");
        assertThat(node.ask("STREAM.INFO.F", "")).contains("\"messages\":1,");
    }
}
