package io.vagus.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vagus.account.Accounts;
import io.vagus.account.Authenticator;
import io.vagus.account.OpenAuthenticator;
import io.vagus.account.UserIdentity;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.Randomness;
import io.vagus.protocol.ClosedReason;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsException;
import io.vagus.transport.tls.TlsSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {

    private static final String HELLO = "CONNECT {\"verbose\":false}\r\n";

    private static RunningNode node(TlsSettings tls) throws IOException {
        return node(tls, false);
    }

    private static RunningNode node(TlsSettings tls, boolean optional) throws IOException {
        return new RunningNode(options ->
                options.withClientPort(PortOptions.DEFAULTS.withTls(tls).withAllowNonTls(optional)));
    }

    private static TlsSettings plain() {
        return TestCertificates.settings(false, false, Duration.ZERO);
    }

    private static ClosedReason lastReason(RunningNode running) {
        return requireNonNull(await().until(() -> running.node.closedConnections(), closed -> !closed.isEmpty())
                .getLast()
                .closedReason());
    }

    private static ConnectionInfo.Tls onlyTls(RunningNode running) {
        return requireNonNull(
                running.node.connections(false).getFirst().session().tls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void servesAfterAnUpgradeThatFollowsInfo(String version) throws IOException {
        try (RunningNode running = node(plain());
                RawClient client = new RawClient(running.address)) {
            assertThat(client.readUntil("\r\n"))
                    .contains("\"tls_required\":true")
                    .doesNotContain("tls_verify", "tls_available");

            SSLSession session = client.encrypt(TestCertificates.client(null), "localhost", version);

            assertThat(client.exchange(HELLO + "SUB a 1\r\nPUB a 2\r\nhi\r\n")).isEqualTo("MSG a 1 2\r\nhi\r\n");
            ConnectionInfo.Tls shown = onlyTls(running);
            assertThat(shown)
                    .isEqualTo(new ConnectionInfo.Tls(
                            version.substring("TLSv".length()), session.getCipherSuite(), false, List.of()));
        }
    }

    @Test
    void bindsItsPortBeforeItReadsItsCertificates() throws IOException {
        Path missing = Path.of("no such file");
        TlsSettings unreadable = TestCertificates.settings(
                List.of(new TlsSettings.CertificateFiles(missing, missing)), false, Set.of(), 0, false, Duration.ZERO);
        Accounts accounts = new Accounts(Accounts.DEFAULT_SYSTEM);
        Node node = new Node(
                new NodeIdentity("NSERVER", "node", NodeIdentity.COMPATIBLE_VERSION),
                NodeOptions.DEFAULTS
                        .withHost("127.0.0.1")
                        .withPort(0)
                        .withClientPort(PortOptions.DEFAULTS.withTls(unreadable)),
                accounts,
                new OpenAuthenticator(accounts.global()),
                NodeEvents.none(),
                Clock.system(),
                Randomness.secure(),
                Log.none());
        try {
            InetSocketAddress bound = node.bind();

            new Socket(bound.getAddress(), bound.getPort()).close();

            assertThatThrownBy(node::readCertificates).isInstanceOf(TlsException.class);
        } finally {
            node.stop();
        }
    }

    @Test
    void passesOnMoreThanFitsARecordOrASocket() throws IOException {
        try (RunningNode running = node(plain());
                RawClient slow = new RawClient(running.address, 8192);
                RawClient publisher = new RawClient(running.address)) {
            for (RawClient client : List.of(slow, publisher)) {
                client.readUntil("\r\n");
                client.encrypt(TestCertificates.client(null), "localhost", "TLSv1.3");
                client.exchange(HELLO);
            }
            slow.exchange("SUB big 1\r\n");
            String payload = "0123456789".repeat(100_000);
            int messages = 5;

            for (int i = 0; i < messages; i++) {
                publisher.exchange("PUB big " + payload.length() + "\r\n" + payload + "\r\n");
            }

            for (int i = 0; i < messages; i++) {
                // On a slow machine the first PING comes meanwhile.
                String line = slow.readUntil("\r\n");
                assertThat(line.equals("PING\r\n") ? slow.readUntil("\r\n") : line)
                        .isEqualTo("MSG big 1 1000000\r\n");
                assertThat(new String(slow.read(payload.length()), java.nio.charset.StandardCharsets.US_ASCII))
                        .isEqualTo(payload);
                assertThat(slow.read(2)).containsExactly('\r', '\n');
            }
            assertThat(slow.exchange("")).isIn("", "PING\r\n");
        }
    }

    @Test
    void closesWhoSpeaksInClearWithoutAWord() throws IOException {
        try (RunningNode running = node(plain());
                RawClient client = new RawClient(running.address)) {
            client.readUntil("\r\n");

            client.send(HELLO + "PING\r\n");

            assertThat(client.readToEnd()).isIn("", "<reset>");
            assertThat(lastReason(running)).isEqualTo(ClosedReason.TLS_HANDSHAKE_ERROR);
        }
    }

    @Test
    void closesWhoDoesNotFinishTheHandshakeInTime() throws IOException {
        try (RunningNode running = node(plain());
                RawClient client = new RawClient(running.address)) {
            client.readUntil("\r\n");

            assertThat(client.readToEnd()).isEmpty();
            assertThat(lastReason(running)).isEqualTo(ClosedReason.TLS_HANDSHAKE_ERROR);
        }
    }

    @Test
    void servesBothWhoWantsTlsAndWhoDoesNotWhereTheyMay() throws IOException {
        try (RunningNode running = node(plain(), true);
                RawClient clear = new RawClient(running.address);
                RawClient encrypted = new RawClient(running.address)) {
            assertThat(clear.readUntil("\r\n"))
                    .contains("\"tls_available\":true")
                    .doesNotContain("tls_required");
            encrypted.readUntil("\r\n");

            encrypted.encrypt(TestCertificates.client(null), "localhost", "TLSv1.3");

            assertThat(clear.exchange(HELLO)).isEmpty();
            assertThat(encrypted.exchange(HELLO)).isEmpty();
        }
    }

    @Test
    void beginsWithTheHandshakeWhenThatComesFirst() throws IOException {
        try (RunningNode running = node(TestCertificates.settings(false, true, Duration.ZERO));
                RawClient client = new RawClient(running.address)) {
            client.encrypt(TestCertificates.client(null), "localhost", "TLSv1.3");

            assertThat(client.readUntil("\r\n")).startsWith("INFO {").contains("\"tls_required\":true");
            assertThat(client.exchange(HELLO)).isEmpty();
            assertThat(onlyTls(running).first()).isTrue();
        }
    }

    @Test
    void fallsBackToInfoWhenNobodyBeginsAHandshake() throws IOException {
        try (RunningNode running = node(TestCertificates.settings(false, true, Duration.ofMillis(50)));
                RawClient waiting = new RawClient(running.address);
                RawClient eager = new RawClient(running.address)) {
            eager.encrypt(TestCertificates.client(null), "localhost", "TLSv1.3");
            assertThat(eager.readUntil("\r\n")).startsWith("INFO {");

            assertThat(waiting.readUntil("\r\n")).startsWith("INFO {");
            waiting.encrypt(TestCertificates.client(null), "localhost", "TLSv1.3");
            assertThat(waiting.exchange(HELLO)).isEmpty();
            assertThat(running.node.connections(false))
                    .extracting(info -> requireNonNull(info.session().tls()).first())
                    .containsExactlyInAnyOrder(true, false);
        }
    }

    /** Lets everybody in and remembers how they came. */
    private record Doorman(io.vagus.account.Accounts accounts, AtomicReference<io.vagus.account.TlsSession> arrival)
            implements Authenticator {
        @Override
        public Threshold threshold(io.vagus.account.ConnectionType type) {
            return Threshold.REQUIRED;
        }

        @Override
        public boolean nonceRequired() {
            return false;
        }

        @Override
        public CompletionStage<Verdict> authenticate(Attempt attempt) {
            arrival.set(requireNonNull(attempt.peer().tls()));
            return CompletableFuture.completedFuture(
                    Allowed.unrestricted(accounts.global(), UserIdentity.named("somebody")));
        }

        @Override
        public Verdict anonymous(io.vagus.account.Peer peer) {
            return Denied.violation("nobody is anonymous");
        }
    }

    @Test
    void tellsTheAuthenticatorWhichCertificateAClientShowed() throws IOException {
        AtomicReference<io.vagus.account.TlsSession> arrival = new AtomicReference<>();
        TlsSettings tls = TestCertificates.settings(true, false, Duration.ZERO);
        try (RunningNode running = new RunningNode(
                        options -> options.withClientPort(PortOptions.DEFAULTS.withTls(tls)),
                        accounts -> new Doorman(accounts, arrival));
                RawClient client = new RawClient(running.address)) {
            assertThat(client.readUntil("\r\n")).contains("\"tls_verify\":true");
            client.encrypt(TestCertificates.client("client"), "localhost", "TLSv1.3");

            client.exchange(HELLO);

            assertThat(arrival.get().chain().get())
                    .extracting(each -> each.getSubjectX500Principal().getName())
                    .as("from the client's to the one that is trusted here")
                    .hasSize(2)
                    .startsWith("CN=client.example,OU=CNCF");
            assertThat(arrival.get().chain().get().getLast().getBasicConstraints())
                    .as("a certificate of an issuer")
                    .isNotNegative();
            assertThat(arrival.get()
                            .certificates()
                            .getFirst()
                            .getSubjectX500Principal()
                            .getName())
                    .isEqualTo("CN=client.example,OU=CNCF");
            assertThat(onlyTls(running).peers()).first().satisfies(peer -> {
                assertThat(peer.subject()).isEqualTo("CN=client.example,OU=CNCF");
                assertThat(peer.publicKeySha256())
                        .isEqualTo(TlsContext.publicKeyDigest(
                                arrival.get().certificates().getFirst()));
            });
        }
    }

    /** Resumption would pass over the check of the certificate, which may have ended or been revoked meanwhile. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2, true, true", "TLSv1.3, true, true", "TLSv1.2, false, false", "TLSv1.3, false, false"})
    void asksForTheCertificateAgainAtEveryHandshake(String version, boolean verify, boolean anew) throws IOException {
        try (RunningNode running = node(TestCertificates.settings(verify, false, Duration.ZERO))) {
            SSLContext context = TestCertificates.client("client");
            List<Long> begun = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                try (RawClient client = new RawClient(running.address)) {
                    client.readUntil("\r\n");
                    begun.add(client.encrypt(context, "localhost", version).getCreationTime());
                    client.exchange(HELLO);
                    await().until(() -> System.currentTimeMillis() > begun.getLast());
                }
            }
            assertThat(begun.get(1) > begun.get(0)).isEqualTo(anew);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stranger"})
    void refusesAClientWithoutACertificateThatCanBeVerified(String certificate) throws IOException {
        try (RunningNode running = node(TestCertificates.settings(true, false, Duration.ZERO));
                RawClient client = new RawClient(running.address)) {
            client.readUntil("\r\n");

            assertThatThrownBy(() -> {
                        client.encrypt(
                                TestCertificates.client(certificate.isEmpty() ? null : certificate),
                                "localhost",
                                "TLSv1.2");
                        client.exchange(HELLO);
                    })
                    .isInstanceOf(IOException.class);
            assertThat(lastReason(running)).isEqualTo(ClosedReason.TLS_HANDSHAKE_ERROR);
        }
    }

    @Test
    void letsInOnlyPinnedKeys() throws IOException {
        TlsSettings wrong = TestCertificates.settings(
                List.of(TestCertificates.files("server")), true, Set.of("0".repeat(64)), 0, false, Duration.ZERO);
        try (RunningNode running = node(wrong);
                RawClient client = new RawClient(running.address)) {
            client.readUntil("\r\n");

            assertThatThrownBy(() -> {
                        client.encrypt(TestCertificates.client("client"), "localhost", "TLSv1.3");
                        client.exchange(HELLO);
                    })
                    .isInstanceOf(IOException.class);
            assertThat(lastReason(running)).isEqualTo(ClosedReason.TLS_HANDSHAKE_ERROR);
        }
    }

    @Test
    void throttlesHandshakes() throws IOException {
        TlsSettings one = TestCertificates.settings(
                List.of(TestCertificates.files("server")), false, Set.of(), 1, false, Duration.ZERO);
        try (RunningNode running = node(one);
                RawClient first = new RawClient(running.address)) {
            first.readUntil("\r\n");
            first.encrypt(TestCertificates.client(null), "localhost", "TLSv1.3");
            RawClient second = new RawClient(running.address);
            second.readUntil("\r\n");

            assertThat(second.readToEnd())
                    .isEqualTo("-ERR 'Connection throttling is active. Please try again later.'\r\n");
            assertThat(lastReason(running)).isEqualTo(ClosedReason.MAX_CONNECTIONS_EXCEEDED);
            second.close();
        }
    }

    @Test
    void showsTheCertificateThatAClientAsksFor() throws IOException {
        TlsSettings two = TestCertificates.settings(
                List.of(TestCertificates.files("server"), TestCertificates.files("serverec")),
                false,
                Set.of(),
                0,
                false,
                Duration.ZERO);
        try (RunningNode running = node(two)) {
            for (String name : List.of("localhost", "other.example")) {
                try (RawClient client = new RawClient(running.address)) {
                    client.readUntil("\r\n");
                    SSLSession session = client.encrypt(TestCertificates.client(null), name, "TLSv1.3");
                    assertThat(session.getPeerPrincipal().getName()).contains("CN=" + name);
                }
            }
        }
    }

    @Test
    void showsANewCertificateSoonAfterItsFileHasChanged(@TempDir Path directory) throws IOException {
        Path certificate = directory.resolve("server.pem");
        Path key = directory.resolve("server.key");
        Files.copy(TestCertificates.file("server.pem"), certificate);
        Files.copy(TestCertificates.file("server.key"), key);
        TlsSettings tls = TestCertificates.settings(
                List.of(new TlsSettings.CertificateFiles(certificate, key)), false, Set.of(), 0, false, Duration.ZERO);
        try (RunningNode running = node(tls);
                RawClient before = new RawClient(running.address)) {
            before.readUntil("\r\n");
            before.encrypt(TestCertificates.client(null), "localhost", "TLSv1.3");

            Files.writeString(certificate, "broken");
            running.node.refreshCertificates();
            try (RawClient client = new RawClient(running.address)) {
                client.readUntil("\r\n");
                client.encrypt(TestCertificates.client(null), "localhost", "TLSv1.3");
            }
            Files.copy(TestCertificates.file("serverec.pem"), certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(TestCertificates.file("serverec.key"), key, StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(key, FileTime.fromMillis(1));
            running.node.refreshCertificates();

            try (RawClient client = new RawClient(running.address)) {
                client.readUntil("\r\n");
                SSLSession session = client.encrypt(TestCertificates.client(null), "other.example", "TLSv1.3");
                assertThat(session.getPeerPrincipal().getName()).contains("other.example");
            }
            assertThat(before.exchange(HELLO)).isEmpty();
        }
    }

    @Test
    void readsKeysAsOldToolsWriteThem() throws IOException {
        TlsSettings old = TestCertificates.settings(
                List.of(new TlsSettings.CertificateFiles(
                        TestCertificates.file("server.pem"), TestCertificates.file("server-p1.key"))),
                false,
                Set.of(),
                0,
                false,
                Duration.ZERO);
        try (RunningNode running = node(old);
                RawClient client = new RawClient(running.address)) {
            client.readUntil("\r\n");
            client.encrypt(TestCertificates.client(null), "localhost", "TLSv1.3");
            assertThat(client.exchange(HELLO)).isEmpty();
        }
    }

    @Test
    void refusesAKeyThatBelongsToAnotherCertificate() {
        TlsSettings mixed = TestCertificates.settings(
                List.of(new TlsSettings.CertificateFiles(
                        TestCertificates.file("serverec.pem"), TestCertificates.file("client.key"))),
                false,
                Set.of(),
                0,
                false,
                Duration.ZERO);

        assertThatThrownBy(() -> node(mixed))
                .isInstanceOf(IOException.class)
                .hasMessage("error parsing X509 certificate/key pair: tls: private key does not match public key");
    }
}
