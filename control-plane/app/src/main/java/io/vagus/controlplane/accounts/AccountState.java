package io.vagus.controlplane.accounts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How far the last change of an account got. */
public enum AccountState {
    /** On its way to the nodes. */
    @JsonProperty("provisioning")
    PROVISIONING,
    /** Every known node has it. */
    @JsonProperty("active")
    ACTIVE,
    /** It could not be delivered, or a node answers otherwise; repair is going on. */
    @JsonProperty("degraded")
    DEGRADED,
    /** Suspended on request, and every known node has it. */
    @JsonProperty("suspended")
    SUSPENDED,
    /** To be deleted, closed meanwhile, and every known node has it. */
    @JsonProperty("deleting")
    DELETING;

    public static AccountState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
