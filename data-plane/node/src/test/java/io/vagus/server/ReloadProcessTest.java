package io.vagus.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.AuthHandler;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.Jwt;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.identity.UserClaims;
import io.vagus.transport.TestCertificates;
import io.vagus.transport.tls.TlsContext;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a changed configuration does to a process that runs. */
class ReloadProcessTest {
    private static final byte[] NOTHING = {};

    @TempDir
    Path directory;

    private int reloads;

    private void write(String config) throws Exception {
        Files.writeString(directory.resolve("node.conf"), config);
    }

    private void reload(ServerProcess server, String config) throws Exception {
        write(config);
        server.signal("HUP");
        reloads++;
        await().atMost(ServerProcess.PATIENCE)
                .until(() -> server.errors().split("Reloaded server configuration", -1).length > reloads);
    }

    private String streams(String sizes) {
        return "jetstream { store_dir: \"" + directory.resolve("store") + "\"" + sizes + " }\n";
    }

    private static StreamConfiguration stream(String name, long maxBytes) {
        return StreamConfiguration.builder()
                .name(name)
                .subjects(name)
                .storageType(StorageType.File)
                .maxBytes(maxBytes)
                .build();
    }

    @Test
    void streamsEndAndBeginWithTheConfiguration() throws Exception {
        write("debug: false\n");
        try (ServerProcess server = ServerProcess.serving(directory, "-c", "node.conf");
                Connection client = Nats.connect("nats://127.0.0.1:" + server.port())) {
            assertThat(server.greeting()).doesNotContain("\"jetstream\":true");

            reload(server, streams(""));
            assertThat(server.greeting()).contains("\"jetstream\":true");
            JetStreamManagement management = client.jetStreamManagement();
            management.addStream(stream("kept", -1));
            client.jetStream().publish("kept", NOTHING);

            reload(server, "debug: false\n");
            assertThat(server.greeting()).doesNotContain("\"jetstream\":true");
            assertThat(client.request("kept", NOTHING)).failsWithin(ServerProcess.PATIENCE);

            reload(server, streams(""));
            assertThat(client.jetStream().publish("kept", NOTHING).getSeqno()).isEqualTo(2);
        }
    }

    @Test
    void whoWaitsForMessagesHearsThatTheServerEnds() throws Exception {
        write(streams(""));
        try (ServerProcess server = ServerProcess.serving(directory, "-c", "node.conf");
                Connection client = Nats.connect("nats://127.0.0.1:" + server.port())) {
            client.jetStreamManagement().addStream(stream("waited", -1));
            ConsumerConfiguration worker =
                    ConsumerConfiguration.builder().durable("worker").build();
            client.jetStreamManagement().addOrUpdateConsumer("waited", worker);
            Subscription inbox = client.subscribe("inbox");
            client.publish(
                    "$JS.API.CONSUMER.MSG.NEXT.waited.worker",
                    "inbox",
                    "{\"batch\":1,\"expires\":60000000000}".getBytes(UTF_8));
            client.jetStreamManagement().getConsumerInfo("waited", "worker");

            server.terminate();

            Message last = inbox.nextMessage(ServerProcess.PATIENCE);
            assertThat(last).isNotNull();
            assertThat(last.getStatus().getMessage()).isEqualTo("Server Shutdown");
        }
    }

    @Test
    void theDomainsPrefixGoesWithTheStreams() throws Exception {
        write(streams(", domain: hub"));
        try (ServerProcess server = ServerProcess.serving(directory, "-c", "node.conf");
                Connection client = Nats.connect("nats://127.0.0.1:" + server.port())) {
            assertThat(client.request("$JS.hub.API.INFO", NOTHING)).succeedsWithin(ServerProcess.PATIENCE);
            Subscription prefixed = client.subscribe("$JS.hub.API.INFO");
            client.flush(ServerProcess.PATIENCE);
            client.publish("$JS.hub.API.INFO", NOTHING);
            client.flush(ServerProcess.PATIENCE);
            assertThat(prefixed.getPendingMessageCount()).isZero();

            reload(server, "debug: false\n");

            client.publish("$JS.hub.API.INFO", NOTHING);
            assertThat(prefixed.nextMessage(ServerProcess.PATIENCE)).isNotNull();
        }
    }

    @Test
    void streamsMayHaveMoreAfterwards() throws Exception {
        write(streams(", max_mem: 1M, max_file: 1M"));
        try (ServerProcess server = ServerProcess.serving(directory, "-c", "node.conf");
                Connection client = Nats.connect("nats://127.0.0.1:" + server.port())) {
            JetStreamManagement management = client.jetStreamManagement();
            management.addStream(stream("one", 900_000));

            reload(server, streams(", max_mem: 1M, max_file: 2M"));

            assertThat(management
                            .addStream(stream("two", 900_000))
                            .getConfiguration()
                            .getMaxBytes())
                    .isEqualTo(900_000);
        }
    }

    @Test
    void aRefusedChangeChangesNothing() throws Exception {
        write("server_name: one\n");
        try (ServerProcess server = ServerProcess.serving(directory, "-c", "node.conf")) {
            write("server_name: one\nmax_payload: 1000\ndebug: true\nauthorization { token: t }\nmax_pending: 5MB\n"
                    + streams(""));
            server.signal("HUP");
            await().atMost(ServerProcess.PATIENCE)
                    .until(() -> server.errors().contains("config reload not supported for MaxPending"));

            assertThat(server.greeting())
                    .contains("\"max_payload\":1048576")
                    .doesNotContain("auth_required", "\"jetstream\":true");
            assertThat(server.errors()).doesNotContain("Reloaded:");
        }
    }

    @Test
    void nobodyMayConnectWhereItSaysSo() throws Exception {
        write("debug: false\n");
        try (ServerProcess server = ServerProcess.serving(directory, "-c", "node.conf");
                Socket client = server.connect()) {
            ServerProcess.readLine(client);
            ServerProcess.send(client, "CONNECT {\"verbose\":false}\r\nPING\r\n");
            assertThat(ServerProcess.readLine(client)).isEqualTo("PONG");

            reload(server, "max_connections: 0\n");

            assertThat(ServerProcess.readLine(client)).isEqualTo("-ERR 'maximum connections exceeded'");
            try (Socket late = server.connect()) {
                ServerProcess.readLine(late);
                assertThat(ServerProcess.readLine(late)).isEqualTo("-ERR 'maximum connections exceeded'");
            }
            assertThat(server.errors()).contains("Reloaded: max_connections = -1");
        }
    }

    @Test
    void clientsWhoseCertificateIsNoLongerNamedHaveToGo() throws Exception {
        String tls = """
            tls { cert_file: "%s", key_file: "%s", ca_file: "%s", verify: true, pinned_certs: ["%%s"] }
            """.formatted(
                        TestCertificates.file("server.pem"),
                        TestCertificates.file("server.key"),
                        TestCertificates.file("ca.pem"));
        String pin = TlsContext.publicKeyDigest((X509Certificate) TestCertificates.certificate("client.pem"));
        write(tls.formatted(pin));
        try (ServerProcess server = ServerProcess.serving(directory, "-c", "node.conf")) {
            int port = server.port();
            Options options = new Options.Builder()
                    .server("tls://localhost:" + port)
                    .sslContext(TestCertificates.client("client"))
                    .noReconnect()
                    .build();
            try (Connection client = Nats.connect(options)) {
                write(tls.formatted(pin.replaceAll("^.{8}", "00000000")));
                server.signal("HUP");

                await().atMost(ServerProcess.PATIENCE).until(() -> client.getStatus() == Connection.Status.CLOSED);
            }
        }
    }

    @Test
    void accountsComeFromAnotherResolverAfterwards() throws Exception {
        NkeyPair operator = NkeyPair.generate(KeyKind.OPERATOR, new SecureRandom());
        String system = key();
        String added = key();
        String before = "trusted_keys: [" + operator.publicKey() + "]\nsystem_account: " + system
                + "\nresolver_preload { " + system + ": " + account(operator, system) + " }\n";
        write(before + "resolver: MEMORY\n");
        try (ServerProcess server = ServerProcess.serving(directory, "-c", "node.conf")) {
            Path jwts = directory.resolve("jwts");
            reload(
                    server,
                    before.replace("preload { ", "preload { " + added + ": " + account(operator, added) + ", ")
                            + "resolver: { type: full, dir: \"" + jwts + "\" }\n");

            assertThat(jwts.resolve(added + ".jwt")).exists();
            assertThat(jwts.resolve(system + ".jwt")).exists();
        }
    }

    @Test
    void whoIsInAnAccountThatIsPreloadedNoMoreIsNotAuthorizedAnyMore() throws Exception {
        NkeyPair operator = NkeyPair.generate(KeyKind.OPERATOR, new SecureRandom());
        NkeyPair removed = NkeyPair.generate(KeyKind.ACCOUNT, new SecureRandom());
        NkeyPair user = NkeyPair.generate(KeyKind.USER, new SecureRandom());
        String token =
                Jwt.encode(UserClaims.builder(user.publicKey().toString()).build(), removed, Instant.now());
        String system = key();
        String after = "trusted_keys: [" + operator.publicKey() + "]\nsystem_account: " + system
                + "\nresolver: MEMORY\nresolver_preload { " + system + ": " + account(operator, system) + " }\n";
        String name = removed.publicKey().toString();
        write(after.replace("preload { ", "preload { " + name + ": " + account(operator, name) + ", "));
        Queue<String> errors = new ConcurrentLinkedQueue<>();
        try (ServerProcess server = ServerProcess.serving(directory, "-c", "node.conf");
                Connection client = Nats.connect(new Options.Builder()
                        .server("nats://localhost:" + server.port())
                        .noReconnect()
                        .authHandler(holder(user, token))
                        .errorListener(new ErrorListener() {
                            @Override
                            public void errorOccurred(Connection from, String error) {
                                errors.add(error);
                            }
                        })
                        .build())) {
            write(after);
            server.signal("HUP");

            await().atMost(ServerProcess.PATIENCE).until(() -> client.getStatus() == Connection.Status.CLOSED);
            assertThat(errors).containsExactly("Authorization Violation");
        }
    }

    private static AuthHandler holder(NkeyPair user, String token) {
        return new AuthHandler() {
            @Override
            public byte[] sign(byte[] nonce) {
                return user.sign(nonce);
            }

            @Override
            public char[] getID() {
                return new char[0];
            }

            @Override
            public char[] getJWT() {
                return token.toCharArray();
            }
        };
    }

    @Test
    void aResolverThatCannotBeHadIsRefused() throws Exception {
        NkeyPair operator = NkeyPair.generate(KeyKind.OPERATOR, new SecureRandom());
        String system = key();
        String before = "trusted_keys: [" + operator.publicKey() + "]\nsystem_account: " + system
                + "\nresolver_preload { " + system + ": " + account(operator, system) + " }\n";
        write(before + "resolver: MEMORY\n");
        Files.writeString(directory.resolve("file"), "");
        try (ServerProcess server = ServerProcess.serving(directory, "-c", "node.conf")) {
            write(before + "max_payload: 1000\nresolver: { type: full, dir: \"" + directory.resolve("file") + "\" }\n");
            server.signal("HUP");
            await().atMost(ServerProcess.PATIENCE)
                    .until(() -> server.errors().contains("Failed to reload server configuration: "));

            assertThat(server.greeting()).contains("\"max_payload\":1048576");
        }
    }

    private static String key() {
        return requireNonNull(NkeyPair.generate(KeyKind.ACCOUNT, new SecureRandom())
                .publicKey()
                .toString());
    }

    private static String account(NkeyPair operator, String key) {
        return Jwt.encode(AccountClaims.builder(key).name("N").build(), operator, Instant.now());
    }
}
