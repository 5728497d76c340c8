package io.vagus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vagus.transport.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alert that a client gets whose certificate is refused: its library shows it to people. */
class CertificateRefusalTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void tellsAClientThatNobodyKnowsWhoSignedItsCertificate(String version) throws Exception {
        try (ServerProcess server = ServerProcess.serving(directory, "-c", config().toString())) {
            // A client that still writes when the server has closed may lose what the server said: then it tries again.
            String refusal = await().atMost(ServerProcess.PATIENCE)
                    .until(() -> refusal(server, version), heard -> !heard.startsWith("java.net."));
            assertThat(refusal).contains("unknown_ca");
        }
    }

    private static String refusal(ServerProcess server, String version) throws Exception {
        try (SSLSocket client = encrypted(server, version)) {
            client.startHandshake();
            return "read " + client.getInputStream().read();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path config() throws Exception {
        return Files.writeString(
                directory.resolve("tls.conf"),
                "tls { cert_file: \"%s\", key_file: \"%s\", ca_file: \"%s\", verify: true }"
                        .formatted(
                                TestCertificates.file("server.pem"),
                                TestCertificates.file("server.key"),
                                TestCertificates.file("ca.pem")));
    }

    private static SSLSocket encrypted(ServerProcess server, String version) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new Stranger()}, new TrustManager[] {new Trustful()}, null);
        Socket plain = server.connect();
        assertThat(ServerProcess.readLine(plain)).startsWith("INFO ");
        SSLSocket client = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", 1, true);
        client.setEnabledProtocols(new String[] {version});
        return client;
    }

    /** Shows its certificate whoever the server would believe. */
    private static final class Stranger implements X509KeyManager {
        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "stranger";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            try (InputStream in = Files.newInputStream(TestCertificates.file("stranger.pem"))) {
                return new X509Certificate[] {
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in)
                };
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            try {
                String text =
                        Files.readString(TestCertificates.file("stranger.key")).replaceAll("-----[A-Z ]+-----", "");
                return KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text)));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"stranger"};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException("a client");
        }
    }

    private static final class Trustful implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
