package io.vagus.transport.tls.ocsp;

import java.security.cert.X509Certificate;

/** Who wants to know of certificates of peers that are not believed. Called while a handshake waits: must return at once. */
public interface RevocationEvents {
    /** A peer was turned away. */
    default void peerRejected(X509Certificate peer, String reason) {}

    /** One certificate of the chain that a peer shows does not hold. */
    default void linkInvalid(X509Certificate peer, X509Certificate link, String reason) {}
}
