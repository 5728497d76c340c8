package io.vagus.account;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody who asks to be let in comes from.
 *
 * @param connectionId the connection's number
 * @param remote the other end, as the node believes it to be (behind PROXY protocol: the client's own address)
 * @param type by what kind of link
 * @param tls what TLS knows; null for a link in clear
 */
public record Peer(
        long connectionId,
        InetSocketAddress remote,
        ConnectionType type,
        @Nullable TlsSession tls) {

    /** Its address in text, without the port. */
    public String host() {
        return remote.getAddress() == null ? remote.getHostString() : AddressText.of(remote.getAddress());
    }
}
