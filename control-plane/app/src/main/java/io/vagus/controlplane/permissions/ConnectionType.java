package io.vagus.controlplane.permissions;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a user may connect; the words are those of NATS. */
public enum ConnectionType {
    @JsonProperty("STANDARD")
    STANDARD,
    @JsonProperty("WEBSOCKET")
    WEBSOCKET,
    @JsonProperty("LEAFNODE")
    LEAFNODE,
    @JsonProperty("LEAFNODE_WS")
    LEAFNODE_WS,
    @JsonProperty("MQTT")
    MQTT,
    @JsonProperty("MQTT_WS")
    MQTT_WS
}
