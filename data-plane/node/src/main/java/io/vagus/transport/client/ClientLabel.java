package io.vagus.transport.client;

import io.vagus.account.Account;
import io.vagus.account.AddressText;
import io.vagus.account.UserIdentity;
import io.vagus.protocol.ConnectOptions;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where one client comes from and what the log calls it. Owned by the connection's loop, which alone changes it; any thread reads
 * it.
 */
final class ClientLabel {

    private final Entrance entrance;
    private final long id;
    private volatile InetSocketAddress remote;
    private volatile @Nullable String longName;

    ClientLabel(Entrance entrance, long id, InetSocketAddress remote) {
        this.entrance = entrance;
        this.id = id;
        this.remote = remote;
    }

    InetSocketAddress remote() {
        return remote;
    }

    /** A proxy says whose connection it is. */
    void comesFrom(InetSocketAddress source) {
        remote = source;
    }

    /** From CONNECT on a connection is also called by what it said of itself, and by its account and user. */
    void nameAfter(ConnectOptions said, @Nullable Account bound, UserIdentity user) {
        StringBuilder client = new StringBuilder();
        if (said.version() != null && !said.version().isEmpty()) {
            client.append('v').append(said.version());
        }
        for (String part : new @Nullable String[] {said.lang(), said.name()}) {
            if (part != null && !part.isEmpty()) {
                client.append(client.isEmpty() ? "" : ":").append(part);
            }
        }
        String label = userLabel(said, user);
        String tag = bound == null || bound.nameTag() == null ? "" : "/" + bound.nameTag();
        String place = bound == null || label.isEmpty() ? "" : bound.name() + tag + "/" + label;
        longName = ProtocolTrace.name(shortName(), client.toString(), place);
    }

    private static String userLabel(ConnectOptions said, UserIdentity user) {
        if (said.nkey() != null && !said.nkey().isEmpty()) {
            return "nkey:" + said.nkey();
        }
        if (said.user() != null && !said.user().isEmpty()) {
            return "user:" + said.user();
        }
        if (said.jwt() != null && !said.jwt().isEmpty()) {
            return "jwt:" + (user.publicKey() == null ? "" : user.publicKey());
        }
        return said.token() == null || said.token().isEmpty() ? "" : "token";
    }

    String text() {
        String known = longName;
        return known == null ? shortName() : known;
    }

    private String shortName() {
        String forwarded = entrance.forwardedFor();
        return (forwarded == null ? "" : forwarded + "/")
                + AddressText.withPort(remote)
                + (entrance.isWebSocket() ? " - wid:" : " - cid:")
                + id;
    }
}
