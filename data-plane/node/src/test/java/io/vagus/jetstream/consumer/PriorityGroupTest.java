package io.vagus.jetstream.consumer;

import static io.vagus.jetstream.consumer.TestStream.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PriorityGroupTest {

    private final TestStream stream = new TestStream();

    private void consumer(String policy) {
        stream.create(
                "c",
                "\"ack_policy\":\"explicit\",\"ack_wait\":900000000000,\"priority_groups\":[\"A\"],\"priority_policy\":\""
                        + policy + "\"");
    }

    @Test
    void onePinnedClientGetsEverything() {
        stream.listen("$JS.EVENT.ADVISORY.CONSUMER.>");
        consumer("pinned_client");
        stream.pull("c", "in1", "{\"batch\":10,\"expires\":500000000000,\"group\":\"A\"}");
        stream.pull("c", "in2", "{\"batch\":10,\"expires\":500000000000,\"group\":\"A\"}");
        stream.publish("s.a", "one");
        stream.publish("s.a", "two");
        List<TestStream.Received> got = stream.take("in1");
        assertThat(got).hasSize(2);
        String id = HeaderBlocks.value(got.getFirst().headers().getBytes(), "Nats-Pin-Id");
        assertThat(id).isNotNull();
        assertThat(stream.info("c")
                        .get("priority_groups")
                        .get(0)
                        .get("pinned_client_id")
                        .asText())
                .isEqualTo(id);
        stream.pull("c", "in3", "{\"batch\":1,\"expires\":500000000000,\"group\":\"A\",\"id\":\"other\"}");
        assertThat(stream.texts("in3")).containsExactly("423 Nats-Pin-Id mismatch");
        stream.advance(121 * SECOND);
        stream.publish("s.a", "three");
        assertThat(stream.texts("in2")).containsExactly("three");
        assertThat(stream.take("in1")).isEmpty();
        assertThat(stream.take("$JS.EVENT.ADVISORY.CONSUMER.UNPINNED.S.c")
                        .getFirst()
                        .payload())
                .contains("\"reason\":\"timeout\"");
    }

    @Test
    void anAdministratorUnpins() {
        consumer("pinned_client");
        stream.pull("c", "in1", "{\"batch\":10,\"expires\":500000000000,\"group\":\"A\"}");
        stream.publish("s.a", "one");
        stream.pull("c", "in2", "{\"batch\":10,\"expires\":500000000000,\"group\":\"A\"}");
        stream.request(ConsumerRequest.Verb.UNPIN, "c", "{\"group\":\"A\"}");
        stream.publish("s.a", "two");
        assertThat(stream.texts("in1")).containsExactly("one", "423 Nats-Wrong-Pin-Id");
        assertThat(stream.texts("in2")).containsExactly("two");
    }

    @Test
    void overflowServesOnlyWhenThereIsEnough() {
        consumer("overflow");
        stream.pull("c", "in", "{\"batch\":10,\"group\":\"A\",\"min_pending\":3}");
        stream.publish("s.a", "one");
        stream.publish("s.a", "two");
        assertThat(stream.take("in")).isEmpty();
        stream.publish("s.a", "three");
        assertThat(stream.texts("in")).containsExactly("one");
    }

    @Test
    void overflowServesWhenTooMuchIsUnacknowledged() {
        consumer("overflow");
        stream.pull("c", "in", "{\"batch\":10,\"group\":\"A\",\"min_ack_pending\":1}");
        stream.publish("s.a", "one");
        assertThat(stream.take("in")).isEmpty();
        stream.pull("c", "main", "{\"batch\":1,\"group\":\"A\"}");
        assertThat(stream.texts("main")).containsExactly("one");
        stream.publish("s.a", "two");
        assertThat(stream.texts("in")).containsExactly("two");
    }

    @Test
    void lowerNumbersComeFirst() {
        consumer("prioritized");
        stream.pull("c", "low", "{\"batch\":2,\"group\":\"A\",\"priority\":5}");
        stream.pull("c", "high", "{\"batch\":2,\"group\":\"A\",\"priority\":1}");
        for (String each : List.of("1", "2", "3")) {
            stream.publish("s.a", each);
        }
        assertThat(stream.texts("high")).containsExactly("1", "2");
        assertThat(stream.texts("low")).containsExactly("3");
    }

    @Test
    void refusesWhatDoesNotFitThePolicy() {
        consumer("prioritized");
        stream.pull("c", "in", "{\"batch\":1}");
        stream.pull("c", "in", "{\"batch\":1,\"group\":\"B\"}");
        stream.pull("c", "in", "{\"batch\":1,\"group\":\"A\",\"min_pending\":1}");
        stream.pull("c", "in", "{\"batch\":1,\"group\":\"A\",\"id\":\"x\"}");
        assertThat(stream.texts("in"))
                .containsExactly(
                        "400 Bad Request - Priority Group missing",
                        "400 Bad Request - Invalid Priority Group",
                        "400 Bad Request - Not a Overflow Priority consumer",
                        "400 Bad Request - Not a Pinned Client Priority consumer");
    }
}
