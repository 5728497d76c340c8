package io.vagus.controlplane.sharing;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vagus.identity.Export;
import java.util.Locale;

/** Streams flow from the exporter, services answer requests to it. */
public enum Kind {
    @JsonProperty("stream")
    STREAM,
    @JsonProperty("service")
    SERVICE;

    static Kind of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    Export.Kind toClaims() {
        return this == STREAM ? Export.Kind.STREAM : Export.Kind.SERVICE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
