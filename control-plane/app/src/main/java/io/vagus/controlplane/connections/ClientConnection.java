package io.vagus.controlplane.connections;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a client to a node.
 *
 * @param node the node's id; with {@code cid} it names the connection
 * @param userId the user it came as, where that one is still known here
 */
public record ClientConnection(
        String node,
        long cid,
        String userKey,
        @Nullable UUID userId,
        @Nullable String userName,
        String name,
        String address,
        String kind,
        String language,
        String version,
        Instant connectedAt,
        long subscriptions,
        long pendingBytes,
        long inMessages,
        long outMessages,
        long inBytes,
        long outBytes,
        String roundTrip) {}
