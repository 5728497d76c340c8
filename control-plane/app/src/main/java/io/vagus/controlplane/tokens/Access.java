package io.vagus.controlplane.tokens;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Whether a token changes things. */
public enum Access {
    @JsonProperty("read")
    READ,
    @JsonProperty("write")
    WRITE;

    static Access of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
