package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.jetstream.api.StreamConfig;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a direct read of messages answers, on a stream in memory. */
class DirectGetTest {

    private FakeWorld world;

    @BeforeEach
    void fill() {
        StreamConfig.Draft draft = new StreamConfig.Draft();
        draft.subjects = List.of("s.*");
        world = new FakeWorld(draft);
        for (int i = 0; i < 4; i++) {
            world.publish("s." + i % 2, "" + i);
        }
        world.sent.clear();
    }

    private List<String> read(String request) {
        world.sent.clear();
        new DirectGet(world.stream, "answers".getBytes(UTF_8)).answer(null, request.getBytes(UTF_8), null);
        return world.sent.stream()
                .map(each -> each.payload().isEmpty() ? String.valueOf(each.headers()) : each.payload())
                .toList();
    }

    @Test
    void theNewestOfEachSubjectThatACallerHasIsNoMissingResult() {
        assertThat(read("{\"multi_last\":[\"s.*\"],\"seq\":5}"))
                .containsExactly("NATS/1.0 204 EOB\r\nNats-Num-Pending: 0\r\nNats-Last-Sequence: 0\r\n"
                        + "Nats-UpTo-Sequence: 4\r\n\r\n");
        assertThat(read("{\"multi_last\":[\"s.*\"],\"seq\":4}"))
                .hasSize(2)
                .first()
                .isEqualTo("3");
        assertThat(read("{\"multi_last\":[\"other\"]}")).containsExactly("NATS/1.0 404 No Results\r\n\r\n");
    }

    @Test
    void aSequenceBeyondThoseOfALongIsBehindTheLastMessage() {
        assertThat(read("{\"seq\":18446744073709551615,\"next_by_subj\":\"s.0\"}"))
                .containsExactly("NATS/1.0 404 Message Not Found\r\n\r\n");
        assertThat(read("{\"seq\":2,\"next_by_subj\":\"s.0\"}")).containsExactly("2");
    }
}
