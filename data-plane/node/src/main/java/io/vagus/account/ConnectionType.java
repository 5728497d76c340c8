package io.vagus.account;

import org.jspecify.annotations.Nullable;

/** By what kind of link somebody comes in; the names are those of {@code allowed_connection_types}. */
public enum ConnectionType {
    STANDARD,
    WEBSOCKET,
    LEAFNODE,
    LEAFNODE_WS,
    MQTT,
    MQTT_WS,
    IN_PROCESS;

    /** The type of that name, in any case; null when there is none. */
    public static @Nullable ConnectionType named(String name) {
        for (ConnectionType type : values()) {
            if (type.name().equalsIgnoreCase(name)) {
                return type;
            }
        }
        return null;
    }
}
