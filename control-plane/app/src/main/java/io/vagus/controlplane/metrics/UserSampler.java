package io.vagus.controlplane.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.provisioning.Nodes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Asks the nodes for all connections and hears which ones end, and says what each user did between. The more connections a
 * server has, the rarer it is asked. Used by the one replica that counts; the others let go what they hear.
 */
@ApplicationScoped
class UserSampler {

    /** Connections on one page of a server's answer, and the most pages read of it: what is beyond is not counted. */
    private static final int PAGE = 1024;

    static final int MAX_PAGES = 100;

    /** So many pages are read every round; with more, rounds are left out. */
    private static final int PAGES_A_ROUND = 8;

    /** With more ends of connections than that between two rounds, the counting begins anew. */
    static final int MAX_CLOSED = 50_000;

    private final BlockingQueue<ClosedConnection> closed = new LinkedBlockingQueue<>(MAX_CLOSED);
    private final UserCounters counters = new UserCounters();
    private final Nodes nodes;
    private volatile boolean counting;
    private Instant lastAt = Instant.EPOCH;
    private int roundsLeftOut;

    UserSampler(Nodes nodes) {
        this.nodes = nodes;
    }

    void start(@Observes Background background) {
        listen();
    }

    void listen() {
        nodes.onEvent("$SYS.ACCOUNT.*.DISCONNECT", this::ended);
    }

    private void ended(JsonNode event) {
        ClosedConnection connection = counting ? ClosedConnection.of(event) : null;
        if (connection != null && !closed.offer(connection)) {
            counting = false;
        }
    }

    /** Another replica counts, or nobody can be asked: what was seen is of no use any more. */
    void forget() {
        counting = false;
        closed.clear();
    }

    /** What users did since the last time; empty at the first, and when this round is left out. */
    List<UserReading> sample(Instant now) {
        if (counting && roundsLeftOut > 0) {
            roundsLeftOut--;
            return List.of();
        }
        boolean first = !counting;
        if (first) {
            closed.clear();
            counting = true;
        }
        ConnectionScan scan = new ConnectionScan();
        roundsLeftOut = read(scan) / PAGES_A_ROUND;
        double seconds = Duration.between(lastAt, now).toMillis() / 1000.0;
        lastAt = now;
        if (first || seconds <= 0) {
            counters.begin(scan);
            return List.of();
        }
        List<ClosedConnection> ended = new ArrayList<>();
        closed.drainTo(ended);
        return counters.since(scan, ended, seconds);
    }

    /** Reads all pages of all servers, while none keeps the others waiting; returns the highest page that there was. */
    private int read(ConnectionScan scan) {
        for (int page = 0; page < MAX_PAGES; page++) {
            Map<String, JsonNode> answers = nodes.ask(
                    "$SYS.REQ.SERVER.PING.CONNZ",
                    "{\"auth\":true,\"offset\":%d,\"limit\":%d}".formatted(page * PAGE, PAGE));
            answers.forEach(scan::page);
            boolean more = answers.values().stream()
                    .anyMatch(answer -> answer.path("data").path("connections").size() >= PAGE);
            if (!more || !answers.keySet().containsAll(nodes.servers())) {
                return page;
            }
        }
        return MAX_PAGES;
    }
}
