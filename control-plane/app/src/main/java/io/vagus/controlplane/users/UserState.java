package io.vagus.controlplane.users;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether credentials are good. */
public enum UserState {
    @JsonProperty("active")
    ACTIVE,
    @JsonProperty("expired")
    EXPIRED,
    @JsonProperty("revoked")
    REVOKED,
    /** Their signing key is disabled. */
    @JsonProperty("disabled")
    DISABLED
}
