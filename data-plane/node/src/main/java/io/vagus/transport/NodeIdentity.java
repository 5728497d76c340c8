package io.vagus.transport;

import org.jspecify.annotations.Nullable;

/**
 * Who this node is to others.
 *
 * @param serverId its public server nkey ({@code N...}), new with each start
 * @param serverName its name
 * @param version the nats-server version it is compatible with
 * @param jetStream whether it keeps streams
 * @param cluster the cluster it belongs to; null without one
 * @param domain its JetStream domain; null without one
 */
public record NodeIdentity(
        String serverId,
        String serverName,
        String version,
        boolean jetStream,
        @Nullable String cluster,
        @Nullable String domain) {

    /** A node that keeps no streams. */
    public NodeIdentity(String serverId, String serverName, String version) {
        this(serverId, serverName, version, false, null, null);
    }

    /** The nats-server version that this node's behaviour is compared with. */
    public static final String COMPATIBLE_VERSION = "2.15.2";
}
