package io.vagus.transport.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a finished handshake agreed on.
 *
 * @param version {@code 1.2} or {@code 1.3}
 * @param cipherSuite the suite's registered name
 * @param certificates the peer's certificate and those behind it; empty when it was not asked for one
 * @param chain the same up to the one at the root that is trusted, found when it is asked for
 */
public record TlsPeer(
        String version,
        String cipherSuite,
        List<X509Certificate> certificates,
        Supplier<List<X509Certificate>> chain) {}
