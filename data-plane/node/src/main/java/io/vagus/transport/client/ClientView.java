package io.vagus.transport.client;

import io.vagus.account.Account;
import io.vagus.account.AddressText;
import io.vagus.account.Traffic;
import io.vagus.account.UserIdentity;
import io.vagus.protocol.ClosedReason;
import io.vagus.protocol.ConnectOptions;
import io.vagus.transport.ConnectionInfo;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsPeer;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What monitoring shows of a connection. Owned by nobody: it keeps nothing, and reads by any thread what the connection's loop
 * owns, without a lock and perhaps a batch late.
 */
final class ClientView {

    private ClientView() {}

    /** What there is to see of a connection, with as many subscriptions as it says, of which these are listed. */
    static ConnectionInfo of(
            ClientConnection connection, int subscriptionCount, List<ConnectionInfo.SubscriptionInfo> listed) {
        Account bound = connection.login().shownAccount();
        ConnectOptions said = connection.options();
        ClientClocks clocks = connection.clocks();
        ClientPublishing publishing = connection.publishing();
        long[] out = connection.outbound().delivered();
        ClosedReason reason = connection.closedReason();
        Instant now = connection.service().clock().now();
        InetSocketAddress remote = connection.label().remote();
        return new ConnectionInfo(
                connection.id(),
                AddressText.of(remote.getAddress()),
                remote.getPort(),
                bound == null ? null : bound.name(),
                bound == null ? null : bound.nameTag(),
                shownUser(connection.user(), said),
                said.name(),
                said.lang(),
                said.version(),
                clocks.started(),
                clocks.lastActive(),
                clocks.roundTrip(),
                connection.outbound().pendingBytes(),
                new Traffic(publishing.inMessages(), publishing.inBytes(), out[0], out[1]),
                clocks.stalls(),
                subscriptionCount,
                listed,
                reason == null ? null : now,
                reason,
                connection.session());
    }

    /** What there is to see of the way the bytes come, over TLS when there is a peer. */
    static ConnectionInfo.Session session(Entrance entrance, @Nullable TlsPeer peer, boolean tlsFirst) {
        if (peer == null && !entrance.isWebSocket()) {
            return ConnectionInfo.Session.PLAIN;
        }
        return new ConnectionInfo.Session(
                entrance.isWebSocket() ? "websocket" : "nats", peer == null ? null : shown(peer, tlsFirst), null, null);
    }

    private static ConnectionInfo.Tls shown(TlsPeer peer, boolean first) {
        List<ConnectionInfo.PeerCertificate> certificates = peer.certificates().stream()
                .map(certificate -> new ConnectionInfo.PeerCertificate(
                        certificate.getSubjectX500Principal().getName(),
                        TlsContext.publicKeyDigest(certificate),
                        TlsContext.digest(certificate)))
                .toList();
        return new ConnectionInfo.Tls(peer.version(), peer.cipherSuite(), first, certificates);
    }

    /** Who has not been let in is shown as whom it claims to be. */
    private static UserIdentity shownUser(UserIdentity known, ConnectOptions said) {
        if (known.authorizedUser() != null) {
            return known;
        }
        String claimed = said.nkey() != null ? said.nkey() : said.user() != null ? said.user() : said.token();
        return claimed == null ? known : UserIdentity.named(claimed);
    }
}
