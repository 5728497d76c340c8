package io.vagus.transport;

/**
 * Who this node is to others.
 *
 * @param serverId its public server nkey ({@code N...}), new with each start
 * @param serverName its name
 * @param version the nats-server version it is compatible with
 */
public record NodeIdentity(String serverId, String serverName, String version) {

    /** The nats-server version that this node's behaviour is compared with. */
    public static final String COMPATIBLE_VERSION = "2.15.2";
}
