package io.vagus.jetstream.consumer;

import static io.vagus.jetstream.consumer.TestStream.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PushConsumerTest {

    private final TestStream stream = new TestStream();

    private void consumer(String members) {
        stream.create("c", "\"deliver_subject\":\"out\"" + (members.isEmpty() ? "" : "," + members));
    }

    @Test
    void deliversAsSoonAsSomebodyListens() {
        consumer("");
        stream.publish("s.a", "one");
        assertThat(stream.take("out")).isEmpty();
        stream.listen("out");
        assertThat(stream.texts("out")).containsExactly("one");
        stream.publish("s.b", "two");
        assertThat(stream.texts("out")).containsExactly("two");
        assertThat(stream.info("c").get("push_bound").asBoolean()).isTrue();
    }

    @Test
    void whoListensToEverythingIsNotItsClient() {
        stream.listen(">");
        consumer("");
        stream.publish("s.a", "one");
        assertThat(stream.take("out")).isEmpty();
        assertThat(stream.info("c").has("push_bound")).isFalse();
    }

    @Test
    void keepsWhatNobodyHeardForTheNextListener() {
        stream.listen("out");
        consumer("\"ack_policy\":\"explicit\"");
        stream.publish("s.a", "one");
        stream.unlisten("out");
        stream.publish("s.a", "two");
        assertThat(stream.info("c").has("push_bound")).isFalse();
        stream.listen("out");
        assertThat(stream.texts("out")).containsExactly("one", "two");
    }

    @Test
    void sendsHeartbeatsWhileIdleWithWhereItStands() {
        stream.listen("out");
        consumer("\"idle_heartbeat\":1000000000");
        stream.publish("s.a", "one");
        stream.take("out");
        stream.advance(2 * SECOND + 1);
        List<TestStream.Received> got = stream.take("out");
        assertThat(got).hasSize(2);
        assertThat(got.getFirst().headers())
                .isEqualTo("NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\nNats-Last-Stream: 1\r\n\r\n");
    }

    @Test
    void waitsForAnAnswerToItsFlowControlRequest() {
        stream.listen("out");
        consumer("\"flow_control\":true,\"idle_heartbeat\":5000000000");
        String big = "x".repeat(900_000);
        for (int i = 0; i < 6; i++) {
            stream.publish("s.a", big);
        }
        List<TestStream.Received> got = stream.take("out");
        TestStream.Received request = got.stream()
                .filter(each -> each.status().equals("100 FlowControl Request"))
                .findFirst()
                .orElseThrow();
        assertThat(got.stream().filter(each -> each.status().isEmpty())).hasSize(3);
        assertThat(request.reply()).startsWith("$JS.FC.S.c.");
        stream.advance(5 * SECOND + 1);
        assertThat(stream.take("out").getFirst().headers()).contains("Nats-Consumer-Stalled: " + request.reply());
        stream.consumers().flowControl("c", request.reply().getBytes(UTF_8), null, stream.now);
        stream.run();
        assertThat(stream.take("out").stream().filter(each -> each.status().isEmpty()))
                .hasSize(3);
    }

    @Test
    void acknowledgesByFlowControl() {
        stream.listen("out");
        consumer("\"ack_policy\":\"flow_control\",\"max_ack_pending\":2");
        for (int i = 0; i < 3; i++) {
            stream.publish("s.a", "m" + i);
        }
        List<TestStream.Received> got = stream.take("out");
        assertThat(got.stream().filter(each -> each.status().isEmpty())).hasSize(2);
        TestStream.Received request = got.getLast();
        assertThat(request.status()).isEqualTo("100 FlowControl Request");
        stream.consumers()
                .flowControl(
                        "c",
                        request.reply().getBytes(UTF_8),
                        "NATS/1.0\r\nNats-Last-Consumer: 2\r\nNats-Last-Stream: 2\r\n\r\n".getBytes(UTF_8),
                        stream.now);
        stream.run();
        assertThat(stream.texts("out")).containsExactly("m2");
        assertThat(stream.info("c").get("ack_floor").get("stream_seq").asInt()).isEqualTo(2);
    }

    @Test
    void keepsToItsRate() {
        stream.listen("out");
        stream.terms = new StreamTerms(
                "A",
                null,
                "S",
                List.of("s.>"),
                StreamTerms.Retention.LIMITS,
                -1,
                1,
                true,
                false,
                1000,
                StreamTerms.StreamLimits.NONE,
                StreamTerms.AccountConsumerLimits.NONE,
                StreamTerms.ServerConsumerLimits.NONE);
        consumer("\"rate_limit_bps\":8000");
        for (int i = 0; i < 10; i++) {
            stream.publish("s.a", "x".repeat(950));
        }
        int atOnce = stream.take("out").size();
        assertThat(atOnce).isBetween(1, 2);
        stream.advance(5 * SECOND);
        assertThat(stream.take("out").size()).isBetween(4, 6);
    }

    @Test
    void replaysWithThePausesThatWere() {
        stream.publish("s.a", "one");
        stream.advance(2 * SECOND);
        stream.publish("s.a", "two");
        stream.advance(SECOND);
        stream.publish("s.a", "three");
        stream.listen("out");
        consumer("\"replay_policy\":\"original\"");
        long start = stream.now;
        stream.advance(10 * SECOND);
        assertThat(stream.take("out").stream().map(each -> (each.at() - start) / SECOND))
                .containsExactly(0L, 2L, 3L);
        stream.publish("s.a", "four");
        assertThat(stream.texts("out")).containsExactly("four");
    }

    @Test
    void sendsHeadersOnlyWithTheSize() {
        stream.listen("out");
        consumer("\"headers_only\":true");
        stream.publish("s.a", "NATS/1.0\r\nA: b\r\n\r\n", "12345");
        TestStream.Received got = stream.take("out").getFirst();
        assertThat(got.headers()).isEqualTo("NATS/1.0\r\nA: b\r\nNats-Msg-Size: 5\r\n\r\n");
        assertThat(got.payload()).isEmpty();
    }

    @Test
    void anEphemeralGoesAwayWhenNobodyListens() {
        stream.listen("out");
        stream.request(
                ConsumerRequest.Verb.CREATE, "", "{\"stream_name\":\"S\",\"config\":{\"deliver_subject\":\"out\"}}");
        stream.advance(60 * SECOND);
        assertThat(stream.consumers().count()).isEqualTo(1);
        stream.unlisten("out");
        stream.advance(7 * SECOND);
        assertThat(stream.consumers().count()).isZero();
    }

    @Test
    void anotherDeliverSubjectGetsWhatIsPending() {
        stream.listen("out");
        consumer("\"ack_policy\":\"explicit\"");
        stream.publish("s.a", "one");
        stream.take("out");
        stream.unlisten("out");
        stream.listen("out2");
        stream.create("c", "\"deliver_subject\":\"out2\",\"ack_policy\":\"explicit\"");
        assertThat(stream.take("out2").getFirst().ack().deliveries()).isEqualTo(2);
    }
}
