package io.vagus.transport.tls;

import io.vagus.transport.tls.ocsp.PeerRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code tls {}} block says. Names of suites and curves are those of nats-server, which are Go's.
 *
 * @param certificates what this side shows of itself; the first that fits is taken
 * @param caFile whom to trust; null for those the JVM trusts
 * @param verify whether the peer must show a certificate that can be verified
 * @param verifyAndMap whether the peer's certificate also says as which user it comes
 * @param insecure whether certificates of servers that this side connects to are taken unseen
 * @param cipherSuites suites for TLS 1.2; empty for all that are safe. Those of TLS 1.3 always hold
 * @param allowInsecureCipherSuites whether suites may be among them that are known to be weak
 * @param curves key exchange groups, preferred first; empty for the default
 * @param minVersion the oldest version that is spoken
 * @param timeout how long a handshake may take
 * @param connectionRateLimit handshakes a second; 0 for no limit
 * @param pinnedCertificates lower-case hexadecimal SHA-256 of the public keys (SubjectPublicKeyInfo) that a peer may have; empty for any
 * @param handshakeFirst whether the handshake comes before the first byte of the protocol
 * @param fallbackDelay with {@code handshakeFirst}: after how long without a byte of the peer the protocol begins in clear; zero for never
 * @param ocspPeer how certificates of peers are checked for revocation; null for not at all
 */
public record TlsSettings(
        List<CertificateFiles> certificates,
        @Nullable Path caFile,
        boolean verify,
        boolean verifyAndMap,
        boolean insecure,
        List<String> cipherSuites,
        boolean allowInsecureCipherSuites,
        List<String> curves,
        Version minVersion,
        Duration timeout,
        long connectionRateLimit,
        Set<String> pinnedCertificates,
        boolean handshakeFirst,
        Duration fallbackDelay,
        @Nullable PeerRules ocspPeer) {

    /** How long a handshake may take when nothing is said. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    /** What nothing said about TLS amounts to. */
    public static final TlsSettings NONE = new TlsSettings(
            List.of(),
            null,
            false,
            false,
            false,
            List.of(),
            false,
            List.of(),
            Version.TLS_1_2,
            DEFAULT_TIMEOUT,
            0,
            Set.of(),
            false,
            Duration.ZERO,
            null);

    /** The delay of {@code handshake_first: auto}. */
    public static final Duration AUTO_FALLBACK_DELAY = Duration.ofMillis(50);

    /** A PEM file of a certificate with those that lead to its root, and the PEM file of its private key. */
    public record CertificateFiles(Path certificate, Path key) {}

    /** A version of TLS. */
    public enum Version {
        TLS_1_2("TLSv1.2"),
        TLS_1_3("TLSv1.3");

        private final String protocol;

        Version(String protocol) {
            this.protocol = protocol;
        }

        String protocol() {
            return protocol;
        }
    }

    /** What a handshake is made with; the rest, which says when one is made and who is let in by it, is that of {@link #NONE}. */
    public TlsSettings context() {
        return new TlsSettings(
                certificates,
                caFile,
                verify,
                NONE.verifyAndMap,
                insecure,
                cipherSuites,
                allowInsecureCipherSuites,
                curves,
                minVersion,
                NONE.timeout,
                NONE.connectionRateLimit,
                NONE.pinnedCertificates,
                NONE.handshakeFirst,
                NONE.fallbackDelay,
                ocspPeer);
    }
}
