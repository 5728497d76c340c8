package io.vagus.account;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;

/**
 * What TLS knows of a peer.
 *
 * @param version as nats-server writes it: {@code 1.2} or {@code 1.3}
 * @param cipherSuite its IANA name
 * @param certificates what the peer showed, its own certificate first; empty when it showed none
 * @param chain from its certificate to the one at the root that is trusted, found when it is asked for; empty when they were
 *     not checked against the trusted ones
 */
public record TlsSession(
        String version, String cipherSuite, List<X509Certificate> certificates, Supplier<List<X509Certificate>> chain) {
    public TlsSession {
        certificates = List.copyOf(certificates);
    }
}
