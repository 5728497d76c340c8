package io.vagus.controlplane.users;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a user's credentials are good. */
public enum UserState {
    @JsonProperty("active")
    ACTIVE,
    @JsonProperty("expired")
    EXPIRED,
    @JsonProperty("revoked")
    REVOKED
}
