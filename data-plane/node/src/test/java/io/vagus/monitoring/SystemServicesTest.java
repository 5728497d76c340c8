package io.vagus.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Services of the system account beyond the form of their answers, which {@link RecordedAnswersTest} compares. */
@Timeout(60)
class SystemServicesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MonitoredNode node;
    private NatsSocket system;

    @BeforeEach
    void start() throws IOException {
        node = new MonitoredNode();
        system = node.connect("sys", "admin");
        system.flush("");
    }

    @AfterEach
    void stop() throws IOException {
        system.close();
        node.close();
    }

    private JsonNode ask(String subject, String body) throws IOException {
        return JSON.readTree(system.ask(subject, body, "").body());
    }

    @Test
    void compressesWhatTheAskerTakes() throws Exception {
        NatsSocket.Received gzip = system.ask("$SYS.REQ.SERVER.PING.VARZ", "", "accept-encoding: gzip");
        NatsSocket.Received snappy = system.ask("$SYS.REQ.SERVER.PING.VARZ", "", "Accept-Encoding: gzip, s2");
        NatsSocket.Received other = system.ask("$SYS.REQ.SERVER.PING.VARZ", "", "Accept-Encoding: br");

        assertThat(gzip.headers()).contains("Content-Encoding: gzip");
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes();
        assertThat(JSON.readTree(plain).path("data").path("server_id").asText()).isEqualTo("NSERVER");
        assertThat(snappy.headers()).contains("Content-Encoding: snappy");
        assertThat(JSON.readTree(SnappyTest.uncompress(snappy.body()))
                        .path("data")
                        .path("server_id")
                        .asText())
                .isEqualTo("NSERVER");
        assertThat(other.headers()).contains("Content-Encoding: identity");
        assertThat(JSON.readTree(other.body()).path("data").has("server_id")).isTrue();
    }

    @Test
    void kicksAClientThatTheRequestNames() throws Exception {
        NatsSocket client = node.connect("a", "one");
        client.flush("");
        long cid = node.node.connections(false).getLast().id();

        assertThat(ask("$SYS.REQ.SERVER.NSERVER.KICK", "{\"cid\":" + cid + "}").has("error"))
                .isFalse();

        await().until(() -> node.node.closedConnections().size() == 1);
        assertThat(node.get("/connz?state=closed").body()).contains("\"reason\": \"Kicked\"");
        client.close();
    }

    @Test
    void reloadsAndTellsWhyItCouldNot() throws Exception {
        assertThat(ask("$SYS.REQ.SERVER.NSERVER.RELOAD", "").has("error")).isFalse();
        assertThat(node.reloads).hasValue(1);

        JsonNode refused = ask("$SYS.REQ.SERVER.NSERVER.RELOAD", "");
        assertThat(refused.path("error").path("code").asInt()).isEqualTo(500);
        assertThat(refused.path("error").path("description").asText()).isEqualTo("one reload is enough");
    }

    @Test
    void listsConnectionsPageByPageAndAtMostAThousandAndSome() throws Exception {
        assertThat(ask("$SYS.REQ.SERVER.PING.CONNZ", "{\"limit\":100000000000}")
                        .path("data")
                        .path("num_connections")
                        .asInt())
                .isEqualTo(1);
        assertThat(ask("$SYS.REQ.SERVER.PING.CONNZ", "{\"offset\":1}")
                        .path("data")
                        .path("num_connections")
                        .asInt())
                .isZero();
        assertThat(ask("$SYS.REQ.SERVER.PING.CONNZ", "{\"limit\":-1}")
                        .path("data")
                        .path("limit")
                        .asInt())
                .isEqualTo(ConnzOptions.DEFAULT_LIMIT);
    }

    @Test
    void answersOnceWhatAsksEveryServerForItsAccounts() throws Exception {
        system.send("SUB in 1\r\nPUB $SYS.REQ.ACCOUNT.PING.STATZ in 0\r\n\r\n"
                + "PUB $SYS.REQ.ACCOUNT.SYS.STATZ in 0\r\n\r\nPUB $SYS.REQ.SERVER.PING.IDZ in 0\r\n\r\n");

        assertThat(system.next().text()).contains("\"account_statz\"");
        assertThat(system.next().text()).contains("\"account_statz\"");
        assertThat(system.next().text()).contains("\"id\":\"NSERVER\"");
    }

    @Test
    void hearsWhatServersTellEachOther() throws Exception {
        NatsSocket.Received unheard = system.ask("$SYS.SERVER.NOTHING", "", "");
        NatsSocket.Received heard = system.askInVain("$SYS.SERVER.NOTHER.STATSZ", "");

        assertThat(unheard.headers()).contains("503");
        assertThat(heard).isNull();
    }

    @Test
    void passesOverClaimsWithoutAnOperator() throws Exception {
        assertThat(ask("$SYS.REQ.ACCOUNT.A.CLAIMS.UPDATE", "")
                        .path("error")
                        .path("description")
                        .asText())
                .isEqualTo("jwt update error - request body is empty");
    }

    @Test
    void takesProfilesAsText() throws Exception {
        JsonNode threads = ask("$SYS.REQ.SERVER.PING.PROFILEZ", "{\"name\":\"goroutine\",\"debug\":2}");
        JsonNode cpu = ask("$SYS.REQ.SERVER.PING.PROFILEZ", "{\"name\":\"cpu\",\"duration\":20000000}");

        assertThat(profile(threads)).contains("vagus-internal");
        assertThat(cpu.path("data").path("error").asText()).isEmpty();
    }

    private static String profile(JsonNode answer) {
        return new String(
                Base64.getDecoder().decode(answer.path("data").path("profile").asText()),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void refusesWhatIsNestedTooDeep() throws Exception {
        char[] deep = new char[100];
        Arrays.fill(deep, '[');

        assertThat(ask("$SYS.REQ.SERVER.PING.VARZ", new String(deep))
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(400);
    }

    @Test
    void withoutAMonitoringPortItsHostIsThatOfClients() throws IOException {
        try (MonitoredNode silent = new MonitoredNode(settings -> settings.withHttp(null));
                NatsSocket other = silent.connect("sys", "admin")) {
            JsonNode varz = JSON.readTree(
                            other.ask("$SYS.REQ.SERVER.PING.VARZ", "", "").body())
                    .path("data");

            assertThat(varz.path("http_port").asInt()).isZero();
            assertThat(varz.path("http_host").asText()).isEqualTo("0.0.0.0");
        }
    }
}
