package io.vagus.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A stream may have very many consumers that do nothing: each is small, and a message does not touch them. */
class ManyConsumersTest {

    private static final int MANY = 20_000;
    private static final int MOST_BYTES = 1024;
    private static final int MOST_BYTES_WITH_A_FILTER = 1536;

    @Test
    void anIdleConsumerIsSmall() {
        assertThat(heapOfEach("\"ack_policy\":\"explicit\"")).isLessThan(MOST_BYTES);
    }

    @Test
    void soIsOneWithAFilterOfItsOwn() {
        assertThat(heapOfEach("\"ack_policy\":\"explicit\",\"filter_subject\":\"s.#\""))
                .isLessThan(MOST_BYTES_WITH_A_FILTER);
    }

    private static long heapOfEach(String members) {
        TestStream stream = new TestStream();
        long before = 0;
        for (int i = 0; i < MANY; i++) {
            if (i == MANY / 10) {
                before = heap();
            }
            stream.create("c" + i, members.replace("#", Integer.toString(i)));
        }
        long each = (heap() - before) / (MANY - MANY / 10);
        assertThat(stream.consumers().count()).isEqualTo(MANY);
        return each;
    }

    @Test
    void aMessageTouchesThoseItConcerns() {
        TestStream stream = new TestStream();
        create(stream, 0, 2_000);
        stream.pull("c7", "in", "{\"batch\":1}");
        stream.publish("s.7", "one");
        assertThat(stream.texts("in")).containsExactly("one");
        assertThat(stream.info("c7").get("delivered").get("stream_seq").asInt()).isEqualTo(1);
        assertThat(stream.info("c8").get("num_pending").asInt()).isZero();
    }

    @Test
    void tellsHowFarBehindAConsumerIs() {
        TestStream stream = new TestStream();
        create(stream, 0, 1);
        stream.publish("s.0", "one");
        stream.advance(3 * TestStream.SECOND);
        stream.publish("s.0", "two");
        ConsumerStats stats = stream.consumers().stats(stream.now).getFirst();
        assertThat(stats.pending()).isEqualTo(2);
        assertThat(stats.lagNanos()).isEqualTo(3 * TestStream.SECOND);
        stream.pull("c0", "in", "2");
        stream.ack(stream.take("in").getFirst());
        stats = stream.consumers().stats(stream.now).getFirst();
        assertThat(stats.pending()).isZero();
        assertThat(stats.ackPending()).isEqualTo(1);
        assertThat(stats.delivered()).isEqualTo(2);
        assertThat(stats.acknowledged()).isEqualTo(1);
        assertThat(stats.lagNanos()).isZero();
    }

    @Test
    void namesThoseThatExceedLimitsOfTheStream() {
        TestStream stream = new TestStream();
        stream.create("small", "\"ack_policy\":\"explicit\",\"max_ack_pending\":10");
        stream.create(
                "patient", "\"ack_policy\":\"explicit\",\"max_ack_pending\":11,\"inactive_threshold\":2000000000");

        assertThat(exceeding(stream, 0, 10)).containsExactly("patient");
        assertThat(exceeding(stream, TestStream.SECOND, 0)).containsExactly("patient");
        assertThat(exceeding(stream, 2 * TestStream.SECOND, 11)).isEmpty();
        assertThat(exceeding(stream, 0, 0)).isEmpty();
    }

    private static List<String> exceeding(TestStream stream, long inactiveThresholdNanos, int maxAckPending) {
        return stream.consumers().exceeding(new StreamTerms.StreamLimits(inactiveThresholdNanos, maxAckPending));
    }

    private static void create(TestStream stream, int from, int to) {
        for (int i = from; i < to; i++) {
            stream.create("c" + i, "\"ack_policy\":\"explicit\",\"filter_subject\":\"s." + i + "\"");
        }
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
