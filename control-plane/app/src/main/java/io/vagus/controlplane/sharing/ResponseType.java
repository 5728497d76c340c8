package io.vagus.controlplane.sharing;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a service answers: with one message, with a stream of them, or with one in chunks. */
public enum ResponseType {
    @JsonProperty("singleton")
    SINGLETON("Singleton"),
    @JsonProperty("stream")
    STREAM("Stream"),
    @JsonProperty("chunked")
    CHUNKED("Chunked");

    private final String claim;

    ResponseType(String claim) {
        this.claim = claim;
    }

    String toClaims() {
        return claim;
    }
}
