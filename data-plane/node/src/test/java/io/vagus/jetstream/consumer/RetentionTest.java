package io.vagus.jetstream.consumer;

import static io.vagus.jetstream.consumer.TestStream.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.consumer.StreamTerms.Retention;
import org.junit.jupiter.api.Test;

class RetentionTest {

    @Test
    void aWorkQueueForgetsWhatIsAcknowledged() {
        TestStream stream = new TestStream(Retention.WORK_QUEUE);
        stream.create("c", "\"ack_policy\":\"explicit\"");
        stream.publish("s.a", "one");
        stream.publish("s.a", "two");
        stream.pull("c", "in", "2");
        stream.ack(stream.take("in").get(1));
        assertThat(stream.store.messages()).isEqualTo(1);
        assertThat(stream.store.load(1)).isNotNull();
    }

    @Test
    void interestKeepsAMessageUntilAllAreThrough() {
        TestStream stream = new TestStream(Retention.INTEREST);
        assertThat(stream.publish("s.a", "nobody")).isZero();
        stream.create("c1", "\"ack_policy\":\"explicit\"");
        stream.create("c2", "\"ack_policy\":\"all\",\"filter_subject\":\"s.a\"");
        stream.publish("s.a", "one");
        stream.publish("s.b", "two");
        stream.pull("c1", "in1", "2");
        stream.pull("c2", "in2", "2");
        stream.ack(stream.take("in2").getFirst());
        assertThat(stream.store.messages()).isEqualTo(2);
        stream.take("in1").forEach(stream::ack);
        assertThat(stream.store.messages()).isZero();
    }

    @Test
    void aConsumerThatGoesTakesItsInterestAlong() {
        TestStream stream = new TestStream(Retention.INTEREST);
        stream.create("c1", "\"ack_policy\":\"explicit\"");
        stream.create("c2", "\"ack_policy\":\"explicit\"");
        stream.publish("s.a", "one");
        stream.pull("c1", "in1", "2");
        stream.take("in1").forEach(stream::ack);
        assertThat(stream.store.messages()).isEqualTo(1);
        stream.request(ConsumerRequest.Verb.DELETE, "c2", "");
        assertThat(stream.store.messages()).isZero();
    }

    @Test
    void whatIsGivenUpStaysInAnInterestStream() {
        TestStream stream = new TestStream(Retention.INTEREST);
        stream.create("c", "\"ack_policy\":\"explicit\",\"max_deliver\":1,\"ack_wait\":1000000000");
        stream.publish("s.a", "one");
        stream.pull("c", "in", "1");
        stream.advance(3 * SECOND);
        assertThat(stream.store.messages()).isEqualTo(1);
    }

    @Test
    void deadLettersAreMoved() {
        TestStream stream = new TestStream(Retention.WORK_QUEUE);
        stream.listen("dlq.a");
        stream.create(
                "c",
                "\"ack_policy\":\"explicit\",\"max_deliver\":2,\"ack_wait\":1000000000,"
                        + "\"metadata\":{\"vagus.dead_letter.subject\":\"dlq.a\"}");
        stream.publish("s.a", "NATS/1.0\r\nA: b\r\n\r\n", "poison");
        stream.publish("s.a", "bad");
        stream.pull("c", "in", "10");
        stream.respond(stream.take("in").get(1), "+TERM no good");
        stream.advance(10 * SECOND);
        assertThat(stream.received.stream()
                        .filter(each -> each.to().equals("dlq.a"))
                        .map(each -> each.headers()))
                .containsExactly(
                        "NATS/1.0\r\nVagus-Dead-Letter-Reason: terminated: no good\r\nVagus-Dead-Letter-Stream: S\r\n"
                                + "Vagus-Dead-Letter-Subject: s.a\r\nVagus-Dead-Letter-Sequence: 2\r\n"
                                + "Vagus-Dead-Letter-Consumer: c\r\nVagus-Dead-Letter-Deliveries: 1\r\n"
                                + "Vagus-Dead-Letter-Time: " + 1_700_000_000L * SECOND + "\r\n\r\n",
                        "NATS/1.0\r\nA: b\r\nVagus-Dead-Letter-Reason: max_deliveries\r\n"
                                + "Vagus-Dead-Letter-Stream: S\r\nVagus-Dead-Letter-Subject: s.a\r\n"
                                + "Vagus-Dead-Letter-Sequence: 1\r\nVagus-Dead-Letter-Consumer: c\r\n"
                                + "Vagus-Dead-Letter-Deliveries: 2\r\nVagus-Dead-Letter-Time: "
                                + 1_700_000_000L * SECOND + "\r\n\r\n");
        assertThat(stream.texts("dlq.a")).containsExactly("bad", "poison");
        assertThat(stream.store.messages()).isZero();
    }

    @Test
    void deadLettersNobodyTakesStay() {
        TestStream stream = new TestStream(Retention.WORK_QUEUE);
        stream.create(
                "c",
                "\"ack_policy\":\"explicit\",\"max_deliver\":1,\"ack_wait\":1000000000,"
                        + "\"metadata\":{\"vagus.dead_letter.subject\":\"dlq.a\"}");
        stream.publish("s.a", "poison");
        stream.pull("c", "in", "10");
        stream.advance(10 * SECOND);
        assertThat(stream.store.messages()).isEqualTo(1);
        assertThat(stream.warnings).hasSize(1);
    }

    @Test
    void aWorkQueueTakesOneConsumerASubject() {
        TestStream stream = new TestStream(Retention.WORK_QUEUE);
        stream.create("a", "\"ack_policy\":\"explicit\",\"filter_subject\":\"s.a.*\"");
        stream.create("b", "\"ack_policy\":\"explicit\",\"filter_subject\":\"s.b\"");
        assertThat(refused(stream, "\"filter_subject\":\"s.*.b\"")).isEqualTo(10100);
        assertThat(refused(stream, "\"description\":\"all\"")).isEqualTo(10099);
        assertThat(refused(stream, "\"filter_subject\":\"s.c\",\"deliver_policy\":\"new\""))
                .isEqualTo(10101);
    }

    private static int refused(TestStream stream, String members) {
        ObjectNode answer = stream.request(
                ConsumerRequest.Verb.CREATE,
                "x",
                "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"x\",\"ack_policy\":\"explicit\"," + members
                        + "}}");
        return answer.get("error").get("err_code").asInt();
    }

    @Test
    void whatAllAreThroughWithGoesWhenInterestBeginsToDecide() {
        TestStream stream = new TestStream(Retention.LIMITS);
        stream.create("c", "\"ack_policy\":\"explicit\"");
        stream.publish("s.a", "one");
        stream.publish("s.a", "two");
        stream.pull("c", "in", "1");
        stream.take("in").forEach(stream::ack);
        assertThat(stream.store.messages()).isEqualTo(2);
        stream.terms = TestStream.terms(Retention.INTEREST);
        stream.consumers().termsChanged(stream.now);
        assertThat(stream.store.firstSequence()).isEqualTo(2);
        assertThat(stream.store.messages()).isEqualTo(1);
    }
}
