package io.vagus.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node with JetStream, in a domain, tells of itself, as nats-server 2.15.2 did with the same configuration. */
class StreamMonitoringTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static ServerProcess server;
    private static Connection tenant;
    private static Connection without;
    private static Connection system;

    @BeforeAll
    static void start() throws Exception {
        configure(true);
        server = ServerProcess.serving(directory, "-c", "node.conf");
        tenant = connect("a");
        without = connect("b");
        system = connect("s");
    }

    private static void configure(boolean borrowed) throws Exception {
        String imports = "imports: [{service: {account: A, subject: \"$JS.API.INFO\"}}]";
        Files.writeString(
                directory.resolve("node.conf"), """
                    jetstream { store_dir: "%s", domain: hub }
                    accounts {
                      A { jetstream: enabled, users: [{user: a, password: a}], exports: [{service: "$JS.API.>"}] }
                      B { users: [{user: b, password: b}] }
                      C { users: [{user: c, password: c}], %s }
                      SYS { users: [{user: s, password: s}] }
                    }
                    system_account: SYS
                    """.formatted(directory.resolve("store"), borrowed ? imports : ""));
    }

    @AfterAll
    static void stop() throws Exception {
        for (Connection each : new Connection[] {tenant, without, system}) {
            each.close();
        }
        server.close();
    }

    private static Connection connect(String user) throws Exception {
        return Nats.connect(Options.builder()
                .server("nats://127.0.0.1:" + server.port())
                .userInfo(user, user)
                .build());
    }

    private static JsonNode ask(Connection who, String subject, String body) throws Exception {
        Message answer = requireNonNull(who.request(subject, body.getBytes(UTF_8), ServerProcess.PATIENCE));
        return JSON.readTree(answer.getData());
    }

    private static JsonNode system(String subject, String body) throws Exception {
        return ask(system, subject, body).path("data");
    }

    @Test
    void everyAccountImportsTheApiOfStreamsFromTheSystemAccount() throws Exception {
        assertThat(system("$SYS.REQ.ACCOUNT.B.INFO", "").path("imports").toString())
                .contains("{\"subject\":\"$JS.API.>\",\"account\":\"SYS\",\"to\":\"$JS.API.>\","
                        + "\"local_subject\":\"$JS.API.>\",\"type\":\"service\",\"invalid\":false,\"share\":true,"
                        + "\"tracking\":false}");
        JsonNode ofSystem = system("$SYS.REQ.ACCOUNT.SYS.INFO", "");
        assertThat(ofSystem.path("exports").toString())
                .contains("{\"subject\":\"$JS.API.>\",\"type\":\"service\",\"response_type\":\"Singleton\"}");
        assertThat(ofSystem.path("imports").toString()).doesNotContain("$JS.API");
    }

    @Test
    void theTimeSinceAMirrorHeardOfItsOriginGoesOnWhileNothingHappens() throws Exception {
        ask(tenant, "$JS.API.STREAM.CREATE.ORIGIN", "{\"name\":\"ORIGIN\",\"subjects\":[\"origin\"]}");
        ask(tenant, "$JS.API.STREAM.CREATE.MIRROR", "{\"name\":\"MIRROR\",\"mirror\":{\"name\":\"ORIGIN\"}}");

        // Its heartbeats come every second: between two of them each answer says more than the one before.
        await().until(() -> {
            long[] silent = new long[5];
            for (int i = 0; i < silent.length; i++) {
                silent[i] = mirrorSilentNanos();
            }
            return Arrays.equals(
                    silent, Arrays.stream(silent).sorted().distinct().toArray());
        });
    }

    private static long mirrorSilentNanos() throws Exception {
        JsonNode accounts = system("$SYS.REQ.SERVER.PING.JSZ", "{\"account\":\"A\",\"streams\":true}")
                .path("account_details");
        for (JsonNode stream : accounts.path(0).path("stream_detail")) {
            if (stream.path("name").asText().equals("MIRROR")) {
                return stream.path("mirror").path("active").asLong();
            }
        }
        return -1;
    }

    @Test
    void theDomainsPrefixIsMappedForStreamsAndForKeys() throws Exception {
        assertThat(ask(tenant, "$JS.hub.API.STREAM.CREATE.KV_x", "{\"name\":\"KV_x\",\"subjects\":[\"$KV.x.>\"]}")
                        .has("error"))
                .isFalse();

        assertThat(ask(tenant, "$JS.hub.API.$KV.x.key", "value"))
                .hasToString("{\"stream\":\"KV_x\",\"domain\":\"hub\",\"seq\":1}");
        assertThat(ask(without, "$JS.hub.API.INFO", "")
                        .path("error")
                        .path("err_code")
                        .asInt())
                .isEqualTo(10039);
        assertThat(ask(system, "$JS.hub.API.INFO", "")
                        .path("error")
                        .path("err_code")
                        .asInt())
                .isEqualTo(10039);
        assertThat(system("$SYS.REQ.ACCOUNT.B.INFO", "").path("mappings").path("$JS.hub.API.$KV.>"))
                .hasToString("[{\"subject\":\"$KV.>\",\"weight\":100}]");
        assertThat(system("$SYS.REQ.ACCOUNT.SYS.INFO", "").path("mappings"))
                .hasToString("{\"$JS.hub.API.>\":[{\"subject\":\"$JS.API.>\",\"weight\":100}]}");
    }

    @Test
    void anAccountThatAsksAnotherHasNoPrefixForItUntilTheImportGoes() throws Exception {
        try (Connection borrower = connect("c")) {
            assertThat(ask(borrower, "$JS.API.INFO", "").has("error")).isFalse();
            assertThat(borrower.request("$JS.hub.API.INFO", new byte[0]))
                    .failsWithin(ServerProcess.PATIENCE)
                    .withThrowableThat()
                    .isInstanceOf(CancellationException.class);

            configure(false);
            server.signal("HUP");
            await().atMost(ServerProcess.PATIENCE)
                    .ignoreException(NullPointerException.class)
                    .until(() -> ask(borrower, "$JS.hub.API.INFO", "")
                                    .path("error")
                                    .path("err_code")
                                    .asInt()
                            == 10039);
        } finally {
            configure(true);
            server.signal("HUP");
        }
    }

    @Test
    void nobodyRespondsToWhatIsNoPartOfTheApi() {
        assertThat(tenant.request("$JS.hub.API.NONSENSE", new byte[0]))
                .failsWithin(ServerProcess.PATIENCE)
                .withThrowableThat()
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void anAccountWithAStreamIsActiveWithoutClients() throws Exception {
        try (Connection passing = connect("a")) {
            ask(passing, "$JS.API.STREAM.CREATE.ACTIVE", "{\"name\":\"ACTIVE\",\"subjects\":[\"active\"]}");
        }
        tenant.close();
        try {
            JsonNode statsz = ask(system, "$SYS.REQ.SERVER.PING", "").path("statsz");
            assertThat(statsz.path("active_accounts").asInt()).isEqualTo(3);
        } finally {
            tenant = connect("a");
        }
    }

    @Test
    void namesWhatHealthWasAskedForInVain() throws Exception {
        ask(tenant, "$JS.API.STREAM.CREATE.SICK", "{\"name\":\"SICK\",\"subjects\":[\"sick\"]}");

        assertThat(health("{\"account\":\"NO\"}"))
                .hasToString("{\"status\":\"unavailable\",\"status_code\":404,"
                        + "\"error\":\"JetStream account \\\"NO\\\" not found\"}");
        assertThat(health("{\"account\":\"A\",\"stream\":\"NO\"}").path("error").asText())
                .isEqualTo("JetStream stream \"NO\" not found on account \"A\"");
        assertThat(health("{\"account\":\"A\",\"stream\":\"SICK\",\"consumer\":\"NO\"}")
                        .path("error")
                        .asText())
                .isEqualTo("JetStream consumer \"NO\" not found for stream \"SICK\" on account \"A\"");
        assertThat(health("{\"account\":\"A\",\"stream\":\"SICK\"}"))
                .hasToString("{\"status\":\"ok\",\"status_code\":200}");
    }

    private static JsonNode health(String question) throws Exception {
        return system("$SYS.REQ.SERVER.PING.HEALTHZ", question);
    }

    @Test
    void aSizeLeftToTheServerSaysNothingOfCompression() throws Exception {
        JsonNode config = system("$SYS.REQ.SERVER.PING.JSZ", "").path("config");

        assertThat(config.has("max_memory")).isTrue();
        assertThat(config.has("compress_ok")).isFalse();
    }

    @Test
    void requestsOfAnAccountWithoutStreamsAreNotCounted() throws Exception {
        int before = requests();
        ask(without, "$JS.API.INFO", "");

        assertThat(requests()).isEqualTo(before);
    }

    private static int requests() throws Exception {
        return system("$SYS.REQ.SERVER.PING.JSZ", "").path("api").path("total").asInt();
    }

    @Test
    void anEmptyStreamBeginsWhereItWasToldTo() throws Exception {
        JsonNode first = ask(
                tenant, "$JS.API.STREAM.CREATE.FIRST", "{\"name\":\"FIRST\",\"subjects\":[\"first\"],\"first_seq\":1}");
        JsonNode any = ask(tenant, "$JS.API.STREAM.CREATE.ANY", "{\"name\":\"ANY\",\"subjects\":[\"any\"]}");

        assertThat(first.path("state").path("first_seq").asInt()).isOne();
        assertThat(any.path("state").path("first_seq").asInt()).isZero();
    }
}
