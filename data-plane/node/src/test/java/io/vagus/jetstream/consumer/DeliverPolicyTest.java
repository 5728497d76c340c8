package io.vagus.jetstream.consumer;

import static io.vagus.jetstream.consumer.TestStream.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliverPolicyTest {

    private final TestStream stream = new TestStream();

    @BeforeEach
    void publish() {
        for (String each : List.of("a1", "b1", "a2", "c1", "b2")) {
            stream.publish("s." + each.charAt(0), each);
            stream.advance(SECOND);
        }
        stream.listen("out");
    }

    private List<String> delivered(String members) {
        stream.create("c", "\"deliver_subject\":\"out\"," + members);
        stream.publish("s.a", "a3");
        return stream.texts("out");
    }

    @Test
    void countsWhatIsOnItsWayToTheDiskOnce() {
        stream.create("old", "\"ack_policy\":\"explicit\"");
        long first = stream.store("s.a", "a3");
        long second = stream.store("s.d", "d1");
        stream.create("everything", "\"ack_policy\":\"explicit\"");
        stream.create("filtered", "\"ack_policy\":\"explicit\",\"filter_subject\":\"s.a\"");
        stream.create(
                "newest",
                "\"ack_policy\":\"explicit\",\"deliver_policy\":\"last_per_subject\",\"filter_subject\":\"s.*\"");
        stream.create("new", "\"ack_policy\":\"explicit\",\"deliver_policy\":\"new\"");

        stream.announce(first, "s.a".getBytes(UTF_8));
        stream.announce(second, "s.d".getBytes(UTF_8));

        assertThat(pending("old")).isEqualTo(7);
        assertThat(pending("everything")).isEqualTo(7);
        assertThat(pending("filtered")).isEqualTo(3);
        assertThat(pending("newest")).isEqualTo(4);
        assertThat(pending("new")).isZero();
    }

    private int pending(String consumer) {
        return stream.info(consumer).get("num_pending").asInt();
    }

    @Test
    void all() {
        assertThat(delivered("\"deliver_policy\":\"all\"")).containsExactly("a1", "b1", "a2", "c1", "b2", "a3");
    }

    @Test
    void last() {
        assertThat(delivered("\"deliver_policy\":\"last\"")).containsExactly("b2", "a3");
    }

    @Test
    void lastOfAFilter() {
        assertThat(delivered("\"deliver_policy\":\"last\",\"filter_subject\":\"s.a\""))
                .containsExactly("a2", "a3");
    }

    @Test
    void onlyNew() {
        assertThat(delivered("\"deliver_policy\":\"new\"")).containsExactly("a3");
    }

    @Test
    void bySequence() {
        assertThat(delivered("\"deliver_policy\":\"by_start_sequence\",\"opt_start_seq\":4"))
                .containsExactly("c1", "b2", "a3");
    }

    @Test
    void byTime() {
        String time = Objects.requireNonNull(Consumer.instant(stream.now - 3 * SECOND))
                .toString();
        assertThat(delivered("\"deliver_policy\":\"by_start_time\",\"opt_start_time\":\"" + time + "\""))
                .containsExactly("a2", "c1", "b2", "a3");
    }

    @Test
    void lastOfEachSubject() {
        assertThat(delivered("\"deliver_policy\":\"last_per_subject\",\"filter_subject\":\"s.>\""))
                .containsExactly("a2", "c1", "b2", "a3");
    }

    @Test
    void severalFilters() {
        assertThat(delivered("\"filter_subjects\":[\"s.a\",\"s.c\"]")).containsExactly("a1", "a2", "c1", "a3");
    }

    @Test
    void countsWhatIsToComeExactly() {
        stream.create("p", "\"ack_policy\":\"explicit\",\"filter_subject\":\"s.a\"");
        assertThat(stream.info("p").get("num_pending").asInt()).isEqualTo(2);
        stream.publish("s.a", "a3");
        stream.publish("s.b", "b3");
        assertThat(stream.info("p").get("num_pending").asInt()).isEqualTo(3);
        stream.delete(1);
        assertThat(stream.info("p").get("num_pending").asInt()).isEqualTo(2);
        stream.pull("p", "in", "");
        assertThat(stream.take("in").getFirst().reply()).endsWith(".1");
        assertThat(stream.info("p").get("num_pending").asInt()).isEqualTo(1);
        stream.store.purge(io.vagus.storage.SubjectFilter.anyOf(List.of("s.a")), 0, 0);
        stream.consumers().purged("s.a", stream.now);
        assertThat(stream.info("p").get("num_pending").asInt()).isZero();
        assertThat(stream.info("p").get("num_ack_pending").asInt()).isZero();
        stream.publish("s.a", "a4");
        assertThat(stream.info("p").get("num_pending").asInt()).isEqualTo(1);
    }

    @Test
    void otherFiltersCountAnew() {
        stream.create("p", "\"ack_policy\":\"explicit\",\"filter_subject\":\"s.a\"");
        assertThat(stream.create("p", "\"ack_policy\":\"explicit\",\"filter_subject\":\"s.b\"")
                        .get("num_pending")
                        .asInt())
                .isEqualTo(2);
        stream.pull("p", "in", "10");
        assertThat(stream.texts("in")).containsExactly("b1", "b2");
    }

    @Test
    void aResetStartsAnewWhereItIsTold() {
        stream.create("p", "\"ack_policy\":\"explicit\"");
        stream.pull("p", "in", "3");
        stream.ack(stream.take("in").getFirst());
        assertThat(stream.request(ConsumerRequest.Verb.RESET, "p", "")
                        .get("reset_seq")
                        .asInt())
                .isEqualTo(2);
        stream.pull("p", "in", "1");
        TestStream.Received got = stream.take("in").getFirst();
        assertThat(got.payload()).isEqualTo("b1");
        assertThat(got.ack().consumerSequence()).isEqualTo(1);
        assertThat(stream.request(ConsumerRequest.Verb.RESET, "p", "{\"seq\":5}")
                        .get("num_pending")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void byStartTimePassesOverWhatNoFilterWants() {
        stream.create(
                "c",
                "\"ack_policy\":\"explicit\",\"filter_subjects\":[\"s.b\",\"s.c\"],"
                        + "\"deliver_policy\":\"by_start_time\",\"opt_start_time\":\"2020-01-01T00:00:00Z\"");
        assertThat(stream.info("c").path("delivered").path("stream_seq").asInt())
                .isEqualTo(1);
        assertThat(stream.info("c").path("num_pending").asInt()).isEqualTo(3);
    }
}
