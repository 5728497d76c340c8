package io.vagus.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vagus.transport.TestIssuer.Made;
import io.vagus.transport.TestIssuer.Says;
import io.vagus.transport.tls.TlsException;
import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.tls.ocsp.OcspSettings;
import io.vagus.transport.tls.ocsp.OcspSettings.Cache;
import io.vagus.transport.tls.ocsp.OcspSettings.Mode;
import io.vagus.transport.tls.ocsp.PeerRules;
import io.vagus.transport.tls.ocsp.Revocation.CacheView;
import io.vagus.transport.websocket.WebSocketOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What issuers say about certificates, of the node and of its clients. */
class OcspTest {
    @TempDir
    Path directory;

    private TestIssuer issuer;

    @BeforeEach
    void open() throws IOException {
        issuer = new TestIssuer(directory);
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private OcspSettings settings(@Nullable Mode mode) {
        return new OcspSettings(
                mode,
                List.of(),
                directory.resolve("store"),
                new Cache(true, directory.resolve("rc"), false, Duration.ofHours(1)));
    }

    private TlsSettings tls(Made certificate, @Nullable PeerRules peers) {
        return new TlsSettings(
                List.of(certificate.files()),
                issuer.caFile(),
                peers != null,
                false,
                false,
                List.of(),
                false,
                List.of(),
                TlsSettings.Version.TLS_1_2,
                Duration.ofSeconds(5),
                0,
                Set.of(),
                false,
                Duration.ZERO,
                peers);
    }

    private RunningNode node(Made certificate, OcspSettings ocsp) throws IOException {
        return node(certificate, ocsp, null);
    }

    private RunningNode node(Made certificate, OcspSettings ocsp, @Nullable PeerRules peers) throws IOException {
        return new RunningNode(options ->
                options.withOcsp(ocsp).withClientPort(PortOptions.DEFAULTS.withTls(tls(certificate, peers))));
    }

    /** What a new client is shown with the certificate; null for nothing. */
    private byte @Nullable [] shown(RunningNode running, String version) throws IOException {
        try (RawClient client = new RawClient(running.address)) {
            client.readUntil("\r\n");
            ExtendedSSLSession session = (ExtendedSSLSession) client.encrypt(issuer.client(null), "localhost", version);
            assertThat(client.exchange("CONNECT {\"verbose\":false}\r\n")).isEmpty();
            List<byte[]> responses = session.getStatusResponses();
            return responses.isEmpty() || responses.getFirst().length == 0 ? null : responses.getFirst();
        }
    }

    private byte @Nullable [] shown(RunningNode running) throws IOException {
        return shown(running, "TLSv1.3");
    }

    private boolean letsIn(RunningNode running, Made client) throws IOException {
        try (RawClient raw = new RawClient(running.address)) {
            raw.readUntil("\r\n");
            raw.encrypt(issuer.client(client), "localhost", "TLSv1.3");
            raw.exchange("CONNECT {\"verbose\":false}\r\n");
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    // --- the node's own certificate ----------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(textBlock = """
        , true, true
        , false, false
        AUTO, true, true
        AUTO, false, false
        MUST, true, true
        MUST, false, false
        ALWAYS, false, true
        NEVER, true, false
        """)
    void showsTheIssuersAnswerAsTheModeSays(@Nullable Mode mode, boolean must, boolean isShown) throws IOException {
        try (RunningNode running = node(issuer.certificate("server", must), settings(mode))) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                assertThat(shown(running, version) != null).as(version).isEqualTo(isShown);
            }
            assertThat(issuer.asked.get()).isEqualTo(isShown ? 1 : 0);
        }
    }

    @Test
    void keepsTheAnswerForTheNextStart() throws IOException {
        Made server = issuer.certificate("server", true);
        byte[] first;
        try (RunningNode running = node(server, settings(null))) {
            first = requireNonNull(shown(running));
        }
        issuer.away = true;

        try (RunningNode running = node(server, settings(null))) {
            assertThat(shown(running)).isEqualTo(first);
        }
        try (Stream<Path> kept = Files.list(directory.resolve("store/ocsp"))) {
            assertThat(kept.map(Path::getFileName).map(Path::toString))
                    .singleElement()
                    .satisfies(name -> assertThat(name).matches("[0-9a-f]{64}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no answer at all"})
    void doesNotBelieveWhatIsWrongInTheStore(String content) throws IOException {
        Made server = issuer.certificate("server", true);
        try (RunningNode running = node(server, settings(null))) {
            shown(running);
        }
        try (Stream<Path> kept = Files.list(directory.resolve("store/ocsp"))) {
            Files.writeString(kept.findFirst().orElseThrow(), content);
        }

        try (RunningNode running = node(server, settings(null))) {
            assertThat(shown(running)).isNotNull();
            assertThat(issuer.asked.get()).isEqualTo(2);
        }
    }

    @Test
    void asksByGetWherePostIsRefused() throws IOException {
        issuer.takesPosts = false;
        try (RunningNode running = node(issuer.certificate("server", true), settings(null))) {
            assertThat(shown(running)).isNotNull();
        }
    }

    @Test
    void asksElsewhereWhenTold() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        try (TestIssuer silent = new TestIssuer(other)) {
            silent.away = true;
            OcspSettings elsewhere =
                    new OcspSettings(Mode.ALWAYS, List.of(silent.url(), issuer.url() + "/"), null, Cache.DEFAULT);
            try (RunningNode running = node(issuer.certificate("server", false), elsewhere)) {
                assertThat(shown(running)).isNotNull();
            }
        }
    }

    @Test
    void renewsTheAnswerHalfWayToItsEnd() throws IOException {
        issuer.validity = Duration.ofSeconds(3);
        OcspSettings unkept = settings(null).withStoreDirectory(null);
        try (RunningNode running = node(issuer.certificate("server", true), unkept)) {
            byte[] first = requireNonNull(shown(running));

            await().until(() -> issuer.asked.get() >= 2);

            await().until(() -> !Arrays.equals(first, shown(running)));
        }
    }

    @ParameterizedTest
    @CsvSource({"MUST, true, REVOKED", "ALWAYS, false, REVOKED", "ALWAYS, false, NO_STATE"})
    void doesNotStartWithARevokedCertificate(Mode mode, boolean must, Says says) {
        Made server = issuer.certificate("server", must);
        issuer.says(server, says);

        assertThatThrownBy(() -> node(server, settings(mode)))
                .isInstanceOf(TlsException.class)
                .hasMessage("found existing OCSP status for certificate at '"
                        + server.files().certificate() + "': revoked");
    }

    @Test
    void leavesItToClientsWhatToThinkOfARevokedCertificate() throws IOException {
        Made server = issuer.certificate("server", true);
        issuer.says(server, Says.REVOKED);

        try (RunningNode running = node(server, settings(Mode.AUTO).withStoreDirectory(null))) {
            assertThat(shown(running)).isNotNull();
        }
    }

    @Test
    void saysWhenItsCertificateIsRevokedMeanwhile() throws Exception {
        issuer.validity = Duration.ofSeconds(2);
        Made server = issuer.certificate("server", false);
        try (RunningNode running = node(server, settings(Mode.ALWAYS).withStoreDirectory(null))) {
            CountDownLatch revoked = new CountDownLatch(1);
            running.node.onCertificateRevoked(revoked::countDown);

            issuer.says(server, Says.REVOKED);

            assertThat(revoked.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void doesNotStartWithoutAnAnswerThatIsDue() {
        issuer.away = true;

        assertThatThrownBy(() -> node(issuer.certificate("server", true), settings(null)))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith("bad OCSP status update for certificate at '")
                .hasMessageContaining("exhausted ocsp servers: non-ok http status on POST request");
    }

    @Test
    void showsANewCertificateWithoutAnAnswerThatCannotBeHadWhenItServesAlready() throws IOException {
        try (RunningNode running = node(issuer.certificate("server", true), settings(null))) {
            assertThat(shown(running)).isNotNull();
            issuer.away = true;
            Made other = issuer.certificate("other", true);

            NodeOptions options = running.node.options();
            running.node.updateOptions(options.withClientPort(PortOptions.DEFAULTS.withTls(tls(other, null))));

            assertThat(shown(running)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void believesAnotherSignerOnlyWithTheIssuersLeave(boolean authorized) throws IOException {
        issuer.answersBy(authorized);
        Made server = issuer.certificate("server", true);
        if (authorized) {
            try (RunningNode running = node(server, settings(null))) {
                assertThat(shown(running)).isNotNull();
            }
        } else {
            assertThatThrownBy(() -> node(server, settings(null)))
                    .hasMessageContaining("OCSP response signer missing authorization by CA to act as OCSP signer");
        }
    }

    @Test
    void doesNotBelieveTheAnswerOfAnother() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        try (TestIssuer stranger = new TestIssuer(other)) {
            OcspSettings elsewhere = new OcspSettings(Mode.ALWAYS, List.of(stranger.url()), null, Cache.DEFAULT);

            assertThatThrownBy(() -> node(issuer.certificate("server", false), elsewhere))
                    .hasMessageContaining("bad OCSP signature");
        }
    }

    @Test
    void showsTheAnswerToOpenssl() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")));
        WebSocketOptions web = new WebSocketOptions(
                "127.0.0.1",
                0,
                null,
                tls(issuer.certificate("web", true), null),
                false,
                List.of(),
                Duration.ZERO,
                false,
                WebSocketOptions.Cookies.NONE,
                WebSocketOptions.Access.NONE,
                Map.of(),
                null);
        try (RunningNode running = new RunningNode(
                options -> options.withOcsp(settings(null)).withClientPort(PortOptions.DEFAULTS.withWebSocket(web)))) {
            int port = requireNonNull(running.node.openWebSocket()).getPort();
            Process openssl = new ProcessBuilder(
                            "/usr/bin/openssl",
                            "s_client",
                            "-connect",
                            "127.0.0.1:" + port,
                            "-status",
                            "-CAfile",
                            issuer.caFile().toString())
                    .redirectErrorStream(true)
                    .start();
            openssl.getOutputStream().close();

            String said = new String(openssl.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

            assertThat(said).contains("OCSP Response Status: successful", "Cert Status: good", "Verify return code: 0");
        }
    }

    // --- certificates of clients -------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(textBlock = """
        GOOD, false, false, true
        REVOKED, false, false, false
        UNKNOWN, false, false, false
        UNKNOWN, false, true, true
        REVOKED, false, true, false
        REVOKED, true, false, true
        NO_STATE, false, true, false
        """)
    void letsClientsInAsTheirIssuerSays(Says says, boolean warnOnly, boolean unknownIsGood, boolean letIn)
            throws IOException {
        Made client = issuer.certificate("client", false);
        issuer.says(client, says);
        PeerRules rules = new PeerRules(
                warnOnly, unknownIsGood, false, Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofHours(1));

        try (RunningNode running = node(issuer.certificate("server", false), settings(null), rules)) {
            assertThat(letsIn(running, client)).isEqualTo(letIn);
        }
    }

    @Test
    void takesAnAnswerWithoutAStateForARevocation() throws IOException {
        Made client = issuer.certificate("client", false);
        issuer.says(client, Says.NO_STATE);

        try (RunningNode running = node(issuer.certificate("server", false), settings(null), PeerRules.DEFAULT)) {
            assertThat(letsIn(running, client)).isFalse();
            assertThat(running.node.revocationCache()).isEqualTo(new CacheView(0, 1, 1, 1, 0, 0));
        }
    }

    @Test
    void asksOnceForEachCertificateAndRemembersBeyondARestart() throws IOException {
        Made client = issuer.certificate("client", false);
        Made server = issuer.certificate("server", false);
        try (RunningNode running = node(server, settings(null), PeerRules.DEFAULT)) {
            assertThat(letsIn(running, client)).isTrue();
            assertThat(letsIn(running, client)).isTrue();
            assertThat(running.node.revocationCache()).isEqualTo(new CacheView(1, 1, 1, 0, 1, 0));
        }
        issuer.away = true;

        try (RunningNode running = node(server, settings(null), PeerRules.DEFAULT)) {
            assertThat(letsIn(running, client)).isTrue();
            assertThat(letsIn(running, issuer.certificate("another", false))).isFalse();
            assertThat(running.node.revocationCache()).isEqualTo(new CacheView(1, 1, 1, 0, 1, 0));
        }
        assertThat(issuer.asked.get()).isEqualTo(1);
    }

    @Test
    void doesNotRememberAnAnswerBeyondItsEnd() throws IOException {
        Made client = issuer.certificate("client", false);
        PeerRules strict =
                new PeerRules(false, false, false, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofHours(1));
        issuer.validity = Duration.ofSeconds(1);
        try (RunningNode running = node(issuer.certificate("server", false), settings(null), strict)) {
            assertThat(letsIn(running, client)).isTrue();
            issuer.says(client, Says.REVOKED);

            await().until(() -> !letsIn(running, client));
        }
    }

    @Test
    void letsClientsInWhoseIssuerIsAwayOnlyWhenToldAndNeverAfterARevocation() throws IOException {
        Made good = issuer.certificate("good", false);
        Made bad = issuer.certificate("bad", false);
        issuer.says(bad, Says.REVOKED);
        issuer.validity = Duration.ofSeconds(1);
        PeerRules lenient =
                new PeerRules(false, false, true, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofHours(1));
        Cache preserving = new Cache(true, directory.resolve("rc"), true, Duration.ofHours(1));
        try (RunningNode running =
                node(issuer.certificate("server", false), settings(null).withCache(preserving), lenient)) {
            assertThat(letsIn(running, bad)).isFalse();
            issuer.away = true;

            assertThat(letsIn(running, good)).isTrue();
            await().pollDelay(Duration.ofSeconds(3)).until(() -> !letsIn(running, bad));
        }
    }

    @Test
    void keepsNothingWhenToldSo() throws IOException {
        Made client = issuer.certificate("client", false);
        Cache none = new Cache(false, directory.resolve("rc"), false, Duration.ofHours(1));
        try (RunningNode running =
                node(issuer.certificate("server", false), settings(null).withCache(none), PeerRules.DEFAULT)) {
            assertThat(letsIn(running, client)).isTrue();
            assertThat(letsIn(running, client)).isTrue();

            assertThat(issuer.asked.get()).isEqualTo(2);
            assertThat(running.node.revocationCache()).isNull();
        }
        assertThat(directory.resolve("rc")).doesNotExist();
    }

    @Test
    void readsWhatNatsServerKept() throws Exception {
        Path kept = Files.createDirectory(directory.resolve("rc"));
        Files.copy(
                requireNonNull(OcspTest.class.getResourceAsStream("/tls/ocsp-cache.json")), kept.resolve("cache.json"));

        try (RunningNode running = node(issuer.certificate("server", false), settings(null), PeerRules.DEFAULT)) {
            assertThat(running.node.revocationCache()).isEqualTo(new CacheView(0, 0, 2, 1, 1, 0));
        }
    }

    @Test
    void asksOnlyAboutClientsThatMustShowACertificate() {
        Made server = issuer.certificate("server", false);
        TlsSettings asking = tls(server, PeerRules.DEFAULT);
        TlsSettings unverified = new TlsSettings(
                asking.certificates(),
                asking.caFile(),
                false,
                false,
                false,
                List.of(),
                false,
                List.of(),
                asking.minVersion(),
                asking.timeout(),
                0,
                Set.of(),
                false,
                Duration.ZERO,
                PeerRules.DEFAULT);

        assertThatThrownBy(() ->
                        new RunningNode(options -> options.withClientPort(PortOptions.DEFAULTS.withTls(unverified))))
                .hasMessage("OCSP peer verification for client connections requires TLS verify (mTLS) to be enabled");
    }
}
