package io.vagus.controlplane.teams;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a member may do: an owner manages members and deletes accounts, a member does the rest. */
public enum Role {
    @JsonProperty("owner")
    OWNER,
    @JsonProperty("member")
    MEMBER;

    static Role of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
