package io.vagus.transport;

import io.vagus.transport.tls.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Certificates made once for tests: {@code server} (RSA) and {@code serverec} (EC, for other.example) and {@code client} (EC) below
 * {@code ca}, {@code stranger} below nobody.
 */
public final class TestCertificates {

    private TestCertificates() {}

    public static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(TestCertificates.class.getResource("/tls/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static TlsSettings.CertificateFiles files(String name) {
        return new TlsSettings.CertificateFiles(file(name + ".pem"), file(name + ".key"));
    }

    /** A server's settings. */
    public static TlsSettings settings(boolean verify, boolean first, Duration fallback) {
        return settings(List.of(files("server")), verify, Set.of(), 0, first, fallback);
    }

    public static TlsSettings settings(
            List<TlsSettings.CertificateFiles> certificates,
            boolean verify,
            Set<String> pins,
            long rate,
            boolean first,
            Duration fallback) {
        return new TlsSettings(
                certificates,
                file("ca.pem"),
                verify,
                false,
                false,
                List.of(),
                false,
                List.of(),
                TlsSettings.Version.TLS_1_2,
                Duration.ofMillis(1500),
                rate,
                pins,
                first,
                fallback,
                null);
    }

    /** A client's context that trusts {@code ca}, and shows that certificate when one is named. */
    public static SSLContext client(@Nullable String name) {
        try {
            KeyStore roots = KeyStore.getInstance("PKCS12");
            roots.load(null, null);
            roots.setCertificateEntry("ca", certificate("ca.pem"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(roots);
            KeyManagerFactory keys = null;
            if (name != null) {
                KeyStore own = KeyStore.getInstance("PKCS12");
                own.load(null, null);
                own.setKeyEntry("own", key(name + ".key"), new char[0], new Certificate[] {certificate(name + ".pem")});
                keys = KeyManagerFactory.getInstance("PKIX");
                keys.init(own, new char[0]);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Certificate certificate(String file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file(file))) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey key(String file) throws GeneralSecurityException, IOException {
        String text = Files.readString(file(file)).replaceAll("-----[A-Z ]+-----", "");
        byte[] der = Base64.getMimeDecoder().decode(text);
        return java.security.KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
