package io.vagus.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the system account hears without asking. */
@Timeout(60)
class SystemEventsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode next(NatsSocket listener, String subject) throws IOException {
        NatsSocket.Received event = listener.next();
        while (!event.subject().equals(subject)) {
            event = listener.next();
        }
        return JSON.readTree(event.body());
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void tellsOfAClientThatComesAndGoes() throws Exception {
        try (MonitoredNode node = new MonitoredNode();
                NatsSocket listener = node.connect("sys", "listener")) {
            listener.flush("SUB $SYS.ACCOUNT.A.> 1\r\n");
            NatsSocket client = node.connect("a", "one");
            client.flush("PUB foo 5\r\nhello\r\n");

            JsonNode connected = next(listener, "$SYS.ACCOUNT.A.CONNECT");
            client.close();
            JsonNode gone = next(listener, "$SYS.ACCOUNT.A.DISCONNECT");

            assertThat(names(connected)).containsExactly("type", "id", "timestamp", "server", "client");
            assertThat(names(connected.path("client")))
                    .containsExactly(
                            "start",
                            "host",
                            "id",
                            "acc",
                            "user",
                            "name",
                            "lang",
                            "ver",
                            "name_tag",
                            "kind",
                            "client_type");
            assertThat(names(gone))
                    .containsExactly("type", "id", "timestamp", "server", "client", "sent", "received", "reason");
            assertThat(names(gone.path("client")))
                    .containsExactly(
                            "start",
                            "host",
                            "id",
                            "acc",
                            "user",
                            "name",
                            "lang",
                            "ver",
                            "rtt",
                            "stop",
                            "name_tag",
                            "kind",
                            "client_type");
            assertThat(gone.path("sent").path("msgs").asInt()).isEqualTo(1);
            assertThat(gone.path("reason").asText()).isEqualTo("Client Closed");
        }
    }

    @Test
    void countsTheConnectionsOfAnAccountWhenTheyChange() throws Exception {
        try (MonitoredNode node = new MonitoredNode();
                NatsSocket listener = node.connect("sys", "listener")) {
            listener.flush("SUB $SYS.ACCOUNT.A.SERVER.CONNS 1\r\nSUB $SYS.SERVER.ACCOUNT.A.CONNS 2\r\n");
            try (NatsSocket client = node.connect("a", "one")) {
                client.flush("");
                assertThat(next(listener, "$SYS.ACCOUNT.A.SERVER.CONNS")
                                .path("conns")
                                .asInt())
                        .isEqualTo(1);
            }
            JsonNode none = next(listener, "$SYS.SERVER.ACCOUNT.A.CONNS");
            while (none.path("conns").asInt() != 0) {
                none = next(listener, "$SYS.SERVER.ACCOUNT.A.CONNS");
            }
            assertThat(none.path("type").asText()).isEqualTo("io.nats.server.advisory.v1.account_connections");
        }
    }

    @Test
    void tellsOfAClientThatWasTurnedAwayAndAsWhomItCame() throws Exception {
        try (MonitoredNode node = new MonitoredNode();
                NatsSocket listener = node.connect("sys", "listener")) {
            listener.flush("SUB $SYS.SERVER.*.CLIENT.AUTH.ERR 1\r\nSUB $SYS.ACCOUNT.*.DISCONNECT 2\r\n");
            node.connect("b", "wrong", "bad");

            JsonNode refused = next(listener, "$SYS.SERVER.NSERVER.CLIENT.AUTH.ERR");
            JsonNode gone = next(listener, "$SYS.ACCOUNT.$G.DISCONNECT");

            assertThat(refused.path("reason").asText()).isEqualTo("Authentication Failure");
            assertThat(refused.path("client").path("user").asText()).isEqualTo("b");
            assertThat(gone.path("client").path("acc").asText()).isEqualTo("$G");
        }
    }

    @Test
    void tellsTheAccountWhenItsOwnRulesRefuse() throws Exception {
        try (MonitoredNode node = new MonitoredNode();
                NatsSocket member = node.connect("a", "member")) {
            member.flush("SUB $SYS.ACCOUNT.CLIENT.AUTH.ERR 1\r\n");

            node.monitoring
                    .events()
                    .refusedByAccount(node.node.connections(false).getFirst(), "A", "not on the list");

            JsonNode event = JSON.readTree(member.next().body());
            assertThat(event.path("reason").asText()).isEqualTo("not on the list");
            assertThat(event.path("client").path("acc").asText()).isEqualTo("A");
        }
    }

    @Test
    void beatsAndAnswersABeatOnDemandAndSaysGoodBye() throws Exception {
        MonitoredNode node = new MonitoredNode();
        try (NatsSocket listener = node.connect("sys", "listener")) {
            listener.flush("SUB $SYS.SERVER.NSERVER.* 1\r\n");
            JsonNode beat = next(listener, "$SYS.SERVER.NSERVER.STATSZ");
            assertThat(names(beat)).containsExactly("server", "statsz");

            listener.send("PUB $SYS.REQ.SERVER.PING.STATSZ 0\r\n\r\n");
            next(listener, "$SYS.SERVER.NSERVER.STATSZ");

            node.monitoring.lameDuck();
            assertThat(next(listener, "$SYS.SERVER.NSERVER.LAMEDUCK").path("id").asText())
                    .isEqualTo("NSERVER");
            node.monitoring.close();
            assertThat(next(listener, "$SYS.SERVER.NSERVER.SHUTDOWN").path("id").asText())
                    .isEqualTo("NSERVER");
        } finally {
            node.close();
        }
    }

    @Test
    void saysAndAnswersNothingWithoutASystemAccount() throws Exception {
        try (MonitoredNode node = new MonitoredNode(MonitoringSettings::withoutSystemAccount);
                NatsSocket listener = node.connect("sys", "listener")) {
            listener.flush("SUB $SYS.> 1\r\n");
            try (NatsSocket client = node.connect("a", "one")) {
                client.flush("");
            }
            await().until(() -> node.node.closedConnections().size() == 1);

            assertThat(listener.flush("UNSUB 1\r\n")).isEmpty();
            assertThat(listener.ask("$SYS.REQ.SERVER.PING", "", "").headers()).startsWith("NATS/1.0 503");
            assertThat(node.get("/varz").body()).doesNotContain("system_account");
        }
    }
}
