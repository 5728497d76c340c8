package io.vagus.jetstream.consumer;

import static io.vagus.jetstream.consumer.TestStream.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PullConsumerTest {

    private final TestStream stream = new TestStream();

    private void consumer(String members) {
        stream.create("c", "\"ack_policy\":\"explicit\"" + (members.isEmpty() ? "" : "," + members));
    }

    @Test
    void deliversOneMessageForAnEmptyRequest() {
        consumer("");
        stream.publish("s.a", "one");
        stream.publish("s.b", "two");
        stream.pull("c", "in", "");
        List<TestStream.Received> got = stream.take("in");
        assertThat(got).hasSize(1);
        assertThat(got.getFirst().subject()).isEqualTo("s.a");
        assertThat(got.getFirst().payload()).isEqualTo("one");
        assertThat(got.getFirst().reply()).isEqualTo("$JS.ACK.S.c.1.1.1." + stream.now + ".1");
    }

    @Test
    void deliversWhatComesLaterUntilTheBatchIsComplete() {
        consumer("");
        stream.pull("c", "in", "{\"batch\":2,\"expires\":5000000000}");
        stream.publish("s.a", "one");
        stream.publish("s.a", "two");
        stream.publish("s.a", "three");
        assertThat(stream.texts("in")).containsExactly("one", "two");
        assertThat(stream.info("c").get("num_waiting").asInt()).isZero();
        assertThat(stream.info("c").get("num_pending").asInt()).isEqualTo(1);
    }

    @Test
    void servesRequestsInTurn() {
        consumer("");
        stream.pull("c", "in1", "{\"batch\":2}");
        stream.pull("c", "in2", "{\"batch\":2}");
        for (String each : List.of("1", "2", "3", "4")) {
            stream.publish("s.a", each);
        }
        assertThat(stream.texts("in1")).containsExactly("1", "3");
        assertThat(stream.texts("in2")).containsExactly("2", "4");
    }

    @Test
    void tellsThatTheTimeIsOver() {
        consumer("");
        stream.pull("c", "in", "{\"batch\":3,\"expires\":2000000000}");
        stream.publish("s.a", "one");
        stream.advance(2 * SECOND + 1);
        List<TestStream.Received> got = stream.take("in");
        assertThat(got.get(1).headers())
                .isEqualTo("NATS/1.0 408 Request Timeout\r\nNats-Pending-Messages: 2\r\nNats-Pending-Bytes: 0\r\n\r\n");
    }

    @Test
    void tellsAtOnceThatThereIsNothingToSomebodyWhoDoesNotWait() {
        consumer("");
        stream.pull("c", "in", "{\"batch\":3,\"no_wait\":true}");
        assertThat(stream.texts("in")).containsExactly("404 No Messages");
        stream.publish("s.a", "one");
        stream.pull("c", "in", "{\"batch\":3,\"no_wait\":true}");
        assertThat(stream.texts("in")).containsExactly("one", "404 No Messages");
    }

    @Test
    void endsABatchWithAnExpiryAndNoWaitAfterTheFirstMessages() {
        consumer("");
        stream.pull("c", "in", "{\"batch\":3,\"no_wait\":true,\"expires\":1000000000}");
        assertThat(stream.texts("in")).isEmpty();
        stream.publish("s.a", "one");
        assertThat(stream.texts("in")).containsExactly("one", "404 No Messages");
    }

    @Test
    void endsABatchWithoutWaitingAtItsFirstHeartbeatThoughMoreAcknowledgementsAreAwaited() {
        consumer("\"max_ack_pending\":2");
        for (String text : List.of("one", "two", "three")) {
            stream.publish("s.a", text);
        }
        stream.pull("c", "in", "{\"batch\":5,\"no_wait\":true,\"expires\":1000000000,\"idle_heartbeat\":300000000}");
        stream.advance(299_000_000);
        assertThat(stream.texts("in")).containsExactly("one", "two");
        stream.advance(2_000_000);
        assertThat(stream.texts("in")).containsExactly("404 No Messages");
    }

    @Test
    void anotherRequestsEndEndsABatchWithoutWaiting() {
        consumer("\"max_ack_pending\":2");
        for (String text : List.of("one", "two", "three")) {
            stream.publish("s.a", text);
        }
        stream.pull("c", "in", "{\"batch\":5,\"no_wait\":true,\"expires\":9000000000}");
        assertThat(stream.texts("in")).containsExactly("one", "two");
        stream.pull("c", "other", "{\"batch\":5,\"expires\":500000000}");
        stream.advance(499_000_000);
        assertThat(stream.texts("in")).isEmpty();
        stream.advance(2_000_000);
        assertThat(stream.texts("in")).containsExactly("404 No Messages");
        assertThat(stream.texts("other")).containsExactly("408 Request Timeout");
    }

    @Test
    void sendsHeartbeatsWhileARequestWaits() {
        consumer("");
        stream.pull("c", "in", "{\"batch\":1,\"expires\":1000000000,\"idle_heartbeat\":400000000}");
        stream.advance(900_000_000);
        assertThat(stream.texts("in")).containsExactly("100 Idle Heartbeat", "100 Idle Heartbeat");
    }

    @Test
    void endsARequestWhoseBytesAreUsedUp() {
        consumer("");
        stream.publish("s.a", "x".repeat(100));
        stream.publish("s.a", "y".repeat(100));
        stream.pull("c", "in", "{\"batch\":5,\"max_bytes\":250}");
        assertThat(stream.texts("in")).containsExactly("x".repeat(100), "409 Message Size Exceeds MaxBytes");
    }

    @Test
    void refusesWhatTheConfigurationDoesNotAllow() {
        consumer("\"max_batch\":10,\"max_expires\":1000000000,\"max_bytes\":100,\"max_waiting\":1");
        stream.pull("c", "in", "11");
        stream.pull("c", "in", "{\"batch\":1,\"expires\":1000000001}");
        stream.pull("c", "in", "{\"batch\":1,\"max_bytes\":101}");
        stream.pull("c", "in", "{\"batch\":1,\"expires\":10,\"idle_heartbeat\":6}");
        stream.pull("c", "in", "{\"batch\":1,\"priority\":10}");
        stream.pull("c", "in", "{\"batch\":1,\"expires\":1000000000}");
        stream.pull("c", "in", "{\"batch\":1,\"expires\":1000000000}");
        assertThat(stream.texts("in"))
                .containsExactly(
                        "409 Exceeded MaxRequestBatch of 10",
                        "409 Exceeded MaxRequestExpires of 1s",
                        "409 Exceeded MaxRequestMaxBytes of 100",
                        "400 Bad Request - heartbeat value too large",
                        "400 Bad Request - Priority must be between 0 and 9",
                        "409 Exceeded MaxWaiting");
    }

    @Test
    void deliversAgainWhenNobodyAcknowledged() {
        consumer("\"ack_wait\":1000000000");
        stream.publish("s.a", "one");
        stream.pull("c", "in", "{\"batch\":10}");
        assertThat(stream.take("in").getFirst().ack().deliveries()).isEqualTo(1);
        stream.advance(SECOND + 10_000_000);
        TestStream.Received again = stream.take("in").getFirst();
        assertThat(again.ack().deliveries()).isEqualTo(2);
        assertThat(again.ack().consumerSequence()).isEqualTo(2);
        assertThat(again.ack().streamSequence()).isEqualTo(1);
        stream.ack(again);
        stream.advance(5 * SECOND);
        assertThat(stream.take("in")).isEmpty();
        assertThat(stream.info("c").get("num_ack_pending").asInt()).isZero();
        assertThat(stream.info("c").get("ack_floor").get("stream_seq").asInt()).isEqualTo(1);
        assertThat(stream.info("c").get("ack_floor").get("consumer_seq").asInt())
                .isEqualTo(2);
    }

    @Test
    void stopsAtTheMostUnacknowledgedMessages() {
        consumer("\"max_ack_pending\":2");
        for (String each : List.of("1", "2", "3", "4")) {
            stream.publish("s.a", each);
        }
        stream.pull("c", "in", "{\"batch\":10}");
        List<TestStream.Received> got = stream.take("in");
        assertThat(got).hasSize(2);
        stream.ack(got.get(1));
        assertThat(stream.texts("in")).containsExactly("3");
        assertThat(stream.info("c").get("ack_floor").get("stream_seq").asInt()).isZero();
        stream.ack(got.get(0));
        assertThat(stream.info("c").get("ack_floor").get("stream_seq").asInt()).isEqualTo(2);
    }

    @Test
    void refusedMessagesComeAgainAtOnceOrAfterADelay() {
        consumer("");
        stream.publish("s.a", "one");
        stream.pull("c", "in", "{\"batch\":10}");
        stream.respond(stream.take("in").getFirst(), "-NAK");
        TestStream.Received second = stream.take("in").getFirst();
        assertThat(second.ack().deliveries()).isEqualTo(2);
        stream.respond(second, "-NAK {\"delay\": 3000000000}");
        stream.advance(2 * SECOND);
        assertThat(stream.take("in")).isEmpty();
        stream.advance(SECOND + 10_000_000);
        TestStream.Received third = stream.take("in").getFirst();
        assertThat(third.ack().deliveries()).isEqualTo(3);
        stream.respond(third, "-NAK 100ms");
        stream.advance(110_000_000);
        assertThat(stream.take("in").getFirst().ack().deliveries()).isEqualTo(4);
    }

    @Test
    void givesUpAfterTheLastDeliveryAndTellsSo() {
        stream.listen("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.S.c");
        consumer("\"ack_wait\":1000000000,\"max_deliver\":2");
        stream.publish("s.a", "one");
        stream.pull("c", "in", "{\"batch\":10}");
        stream.advance(10 * SECOND);
        assertThat(stream.texts("in")).containsExactly("one", "one");
        List<TestStream.Received> events = stream.take("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.S.c");
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().payload()).contains("\"stream_seq\":1", "\"deliveries\":2");
        assertThat(stream.info("c").get("num_ack_pending").asInt()).isZero();
        assertThat(stream.store.load(1)).isNotNull();
    }

    @Test
    void takesTheBackoffOfEachDelivery() {
        consumer("\"backoff\":[1000000000,3000000000],\"max_deliver\":4");
        stream.publish("s.a", "one");
        stream.pull("c", "in", "{\"batch\":10}");
        long start = stream.now;
        stream.advance(20 * SECOND);
        assertThat(stream.take("in").stream().map(each -> Math.round((each.at() - start) / 1e9)))
                .containsExactly(0L, 1L, 4L, 7L);
    }

    @Test
    void answersAnAcknowledgementThatAsksForIt() {
        consumer("");
        stream.publish("s.a", "one");
        stream.pull("c", "in", "");
        stream.respond(stream.take("in").getFirst(), "+ACK", "sync");
        assertThat(stream.take("sync")).hasSize(1);
    }

    @Test
    void anAcknowledgementCanAskForTheNextMessage() {
        consumer("");
        stream.publish("s.a", "one");
        stream.publish("s.a", "two");
        stream.pull("c", "in", "");
        stream.respond(stream.take("in").getFirst(), "+NXT", "in");
        assertThat(stream.texts("in")).containsExactly("two");
        assertThat(stream.info("c").get("num_ack_pending").asInt()).isEqualTo(1);
    }

    @Test
    void progressPutsTheNextDeliveryOff() {
        consumer("\"ack_wait\":1000000000");
        stream.publish("s.a", "one");
        stream.pull("c", "in", "{\"batch\":10}");
        TestStream.Received first = stream.take("in").getFirst();
        stream.advance(800_000_000);
        stream.respond(first, "+WPI");
        stream.advance(800_000_000);
        assertThat(stream.take("in")).isEmpty();
        stream.advance(300_000_000);
        assertThat(stream.texts("in")).containsExactly("one");
    }

    @Test
    void terminatedMessagesNeverComeAgain() {
        stream.listen("$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.S.c");
        consumer("\"ack_wait\":1000000000");
        stream.publish("s.a", "one");
        stream.pull("c", "in", "{\"batch\":10}");
        stream.respond(stream.take("in").getFirst(), "+TERM too bad");
        stream.advance(5 * SECOND);
        assertThat(stream.take("in")).isEmpty();
        assertThat(stream.take("$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.S.c")
                        .getFirst()
                        .payload())
                .contains("\"reason\":\"too bad\"");
    }

    @Test
    void ackAllSettlesWhatCameBefore() {
        stream.create("c", "\"ack_policy\":\"all\"");
        for (String each : List.of("1", "2", "3")) {
            stream.publish("s.a", each);
        }
        stream.pull("c", "in", "10");
        stream.ack(stream.take("in").get(1));
        assertThat(stream.info("c").get("num_ack_pending").asInt()).isEqualTo(1);
        assertThat(stream.info("c").get("ack_floor").get("stream_seq").asInt()).isEqualTo(2);
    }

    @Test
    void aRequestNobodyListensForIsPassedOver() {
        consumer("");
        stream.pull("c", "gone", "{\"batch\":10}");
        stream.unlisten("gone");
        stream.pull("c", "in", "{\"batch\":10}");
        stream.publish("s.a", "one");
        assertThat(stream.texts("in")).containsExactly("one");
        assertThat(stream.info("c").get("num_waiting").asInt()).isEqualTo(1);
    }

    @Test
    void aDeletedConsumerTellsThoseWhoWait() {
        consumer("");
        stream.pull("c", "in", "{\"batch\":10}");
        stream.request(ConsumerRequest.Verb.DELETE, "c", "");
        assertThat(stream.texts("in")).containsExactly("409 Consumer Deleted");
        assertThat(stream.consumers().next("c", new byte[] {'i'}, null, new byte[0], stream.now))
                .isFalse();
    }

    @Test
    void aConsumerThatNobodyUsesGoesAway() {
        stream.request(
                ConsumerRequest.Verb.CREATE,
                "e",
                "{\"stream_name\":\"S\",\"config\":{\"name\":\"e\",\"ack_policy\":\"explicit\"}}");
        stream.pull("e", "in", "{\"batch\":1,\"expires\":10000000000}");
        stream.advance(14 * SECOND);
        assertThat(stream.info("e").has("error")).isFalse();
        stream.advance(3 * SECOND);
        assertThat(stream.info("e").get("error").get("err_code").asInt()).isEqualTo(10014);
    }

    @Test
    void pausedConsumersKeepStillUntilTheTimeComes() {
        consumer("");
        stream.request(
                ConsumerRequest.Verb.PAUSE,
                "c",
                "{\"pause_until\":\"" + Consumer.instant(stream.now + 2 * SECOND) + "\"}");
        stream.publish("s.a", "one");
        stream.pull("c", "in", "{\"batch\":1,\"expires\":10000000000}");
        assertThat(stream.take("in")).isEmpty();
        assertThat(stream.info("c").get("paused").asBoolean()).isTrue();
        stream.advance(2 * SECOND + 1);
        assertThat(stream.texts("in")).containsExactly("one");
    }

    @Test
    void errorsHaveTheMembersOfTheirAnswers() {
        assertThat(stream.request(ConsumerRequest.Verb.PAUSE, "nobody", "{}").toString())
                .contains("\"err_code\":10014")
                .contains("\"paused\":false,\"pause_until\":\"0001-01-01T00:00:00Z\"");
        stream.create("c", "\"ack_policy\":\"explicit\"");
        assertThat(stream.request(ConsumerRequest.Verb.RESET, "c", "{\"seq\":-1}")
                        .toString())
                .contains("\"err_code\":10025")
                .contains("\"reset_seq\":0");
    }

    @Test
    void aDeletedMessageMovesTheFloorAndItsTime() {
        stream.create("c", "\"ack_policy\":\"explicit\"");
        stream.publish("s.a", "one");
        stream.pull("c", "in", "1");
        assertThat(stream.info("c").get("ack_floor").has("last_active")).isFalse();
        stream.delete(1);
        assertThat(stream.info("c").get("ack_floor").get("stream_seq").asLong()).isEqualTo(1);
        assertThat(stream.info("c").get("ack_floor").has("last_active")).isTrue();
    }
}
