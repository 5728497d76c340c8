package io.vagus.controlplane.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.controlplane.provisioning.FakeNodes;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How the nodes are asked for connections, and how many they may have. */
class UserSamplerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 1024;
    private static final String ENDS = "$SYS.ACCOUNT.*.DISCONNECT";

    private final Connections nodes = new Connections();
    private final UserSampler sampler = new UserSampler(nodes);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    UserSamplerTest() {
        sampler.listen();
    }

    @Test
    void allPagesAreRead() {
        nodes.connections = PAGE + 1;
        round();

        assertThat(round()).extracting(UserReading::connections).containsExactly(PAGE + 1.0);
        assertThat(nodes.asked).isEqualTo(4);
    }

    @Test
    void serversWithManyConnectionsAreAskedLessOften() {
        nodes.connections = 8 * PAGE - 1;
        round();
        assertThat(round()).isNotEmpty();

        nodes.connections = 8 * PAGE;
        assertThat(round()).isNotEmpty();
        int asked = nodes.asked;
        assertThat(round()).isEmpty();
        assertThat(nodes.asked).isEqualTo(asked);
        assertThat(round()).isNotEmpty();
    }

    @Test
    void noMorePagesThanThatAreRead() {
        nodes.connections = (UserSampler.MAX_PAGES + 1) * PAGE;
        round();

        assertThat(nodes.asked).isEqualTo(UserSampler.MAX_PAGES);
    }

    @Test
    void aServerThatDoesNotAnswerIsNotWaitedForPageByPage() {
        nodes.connections = 3 * PAGE;
        nodes.known = Set.of("N1", "N2");
        round();

        assertThat(nodes.asked).isEqualTo(1);
    }

    @Test
    void whoForgetsBeginsAnew() {
        nodes.connections = 1;
        round();
        sampler.forget();
        nodes.event(ENDS, end(99));

        assertThat(round()).isEmpty();
        assertThat(round()).extracting(UserReading::slowConsumers).containsExactly(0.0);
    }

    @Test
    void endsOfConnectionsAreHeardUpToALimitAndBeyondItTheCountBeginsAnew() {
        nodes.connections = 1;
        round();
        for (int i = 0; i < UserSampler.MAX_CLOSED; i++) {
            nodes.event(ENDS, end(100 + i));
        }
        assertThat(round()).extracting(UserReading::slowConsumers).containsExactly((double) UserSampler.MAX_CLOSED);

        for (int i = 0; i <= UserSampler.MAX_CLOSED; i++) {
            nodes.event(ENDS, end(200_000 + i));
        }
        assertThat(round()).isEmpty();
        assertThat(round()).extracting(UserReading::slowConsumers).containsExactly(0.0);
    }

    private List<UserReading> round() {
        now = now.plusSeconds(10);
        return sampler.sample(now);
    }

    private static String end(long cid) {
        return """
            {"server": {"id": "N1"}, "client": {"id": %d, "acc": "A", "user": "U"}, "reason": "Slow Consumer (Pending Bytes)"}
            """.formatted(cid);
    }

    /** A node with so many connections of one user. */
    private static final class Connections extends FakeNodes {

        private int connections;
        private int asked;
        private Set<String> known = Set.of("N1");

        @Override
        public synchronized Set<String> servers() {
            return known;
        }

        @Override
        public synchronized Map<String, JsonNode> ask(String subject, String question) {
            asked++;
            try {
                int offset = JSON.readTree(question).path("offset").asInt();
                ObjectNode data = JSON.createObjectNode().put("offset", offset).put("total", connections);
                ArrayNode page = data.putArray("connections");
                for (int cid = offset + 1; cid <= Math.min(connections, offset + PAGE); cid++) {
                    page.addObject().put("cid", cid).put("account", "A").put("authorized_user", "U");
                }
                return Map.of("N1", JSON.createObjectNode().set("data", data));
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
