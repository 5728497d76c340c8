package io.vagus.account.claims;

import io.vagus.account.ConnectionType;
import java.util.List;

/**
 * The {@code allowed_connection_types} of a user's claims. Types that this node does not know count for nothing, unless
 * there are no others: then the user may not come at all. Source: nats-server server/client.go.
 */
public enum ConnectionTypes {
    ALLOWED,
    /** None of the types is known. */
    UNKNOWN,
    REFUSED;

    /** Whether somebody may come by that kind of link. */
    public static ConnectionTypes check(List<String> allowed, ConnectionType type) {
        if (allowed.isEmpty()) {
            return ALLOWED;
        }
        List<ConnectionType> known = allowed.stream()
                .map(ConnectionType::named)
                .filter(java.util.Objects::nonNull)
                .toList();
        if (known.isEmpty()) {
            return UNKNOWN;
        }
        return known.contains(type) ? ALLOWED : REFUSED;
    }
}
