package io.vagus.controlplane.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A stream as the server said that has most of it.
 *
 * @param created when the stream was made: another of the same name is another stream
 */
record StreamCount(
        String name,
        String created,
        double lastSequence,
        double messages,
        double bytes,
        double deleted,
        double consumers) {

    /** Reads a stream of an answer to {@code $SYS.REQ.SERVER.PING.JSZ}. */
    static StreamCount of(JsonNode detail) {
        JsonNode state = detail.path("state");
        return new StreamCount(
                detail.path("name").asText(),
                detail.path("created").asText(),
                state.path("last_seq").asDouble(),
                state.path("messages").asDouble(),
                state.path("bytes").asDouble(),
                state.path("num_deleted").asDouble(),
                state.path("consumer_count").asDouble());
    }

    /** Copies follow their leader: the one that came furthest is the newest. */
    StreamCount further(StreamCount other) {
        return other.lastSequence > lastSequence ? other : this;
    }

    /** How many messages it took since {@code before}; of a stream that was not there then, nothing is known. */
    double taken(@Nullable StreamCount before) {
        return before == null || !before.created.equals(created) ? 0 : Math.max(0, lastSequence - before.lastSequence);
    }
}
