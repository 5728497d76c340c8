package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream as it is now. Times are absent while it has no message. */
public record Stream(
        String name,
        Kind kind,
        StreamConfig config,
        Instant createdAt,
        long messages,
        long bytes,
        long firstSequence,
        long lastSequence,
        @Nullable Instant firstAt,
        @Nullable Instant lastAt,
        long subjects,
        long consumers,
        long deletedMessages,
        @Nullable String leader,
        List<Replica> copies,
        @Nullable SourceState mirror,
        @Nullable List<SourceState> sources)
        implements Tagged {

    @Override
    public Object version() {
        return List.of(createdAt, config);
    }

    static final String KV_PREFIX = "KV_";
    static final String OBJECT_PREFIX = "OBJ_";

    /** What clients use the stream as. */
    public enum Kind {
        @JsonProperty("stream")
        STREAM,
        @JsonProperty("kv")
        KV,
        @JsonProperty("object")
        OBJECT;

        /** Reads the query parameter. */
        public static Kind fromString(String text) {
            for (Kind kind : values()) {
                if (StreamConfigs.word(kind).equals(text)) {
                    return kind;
                }
            }
            throw ProblemException.invalid("kind", "must be one of stream, kv, object");
        }
    }

    /** Another server's copy of a replicated stream. */
    public record Replica(String server, boolean current, long lag) {}

    /** How far the copying from another stream got. */
    public record SourceState(
            String name, long lag, @Nullable String error) {}

    static Kind kind(String name) {
        return name.startsWith(KV_PREFIX) ? Kind.KV : name.startsWith(OBJECT_PREFIX) ? Kind.OBJECT : Kind.STREAM;
    }

    static Stream read(JsonNode info) {
        JsonNode state = info.path("state");
        String name = info.path("config").path("name").asText();
        boolean empty = state.path("messages").asLong() == 0;
        JsonNode sources = info.path("sources");
        return new Stream(
                name,
                kind(name),
                StreamConfigs.read(info.path("config")),
                moment(info.path("created").asText()),
                state.path("messages").asLong(),
                state.path("bytes").asLong(),
                state.path("first_seq").asLong(),
                state.path("last_seq").asLong(),
                empty ? null : moment(state.path("first_ts").asText()),
                empty ? null : moment(state.path("last_ts").asText()),
                state.path("num_subjects").asLong(),
                state.path("consumer_count").asLong(),
                state.path("num_deleted").asLong(),
                info.path("cluster").path("leader").asText(null),
                info.path("cluster")
                        .path("replicas")
                        .valueStream()
                        .map(peer -> new Replica(
                                peer.path("name").asText(),
                                peer.path("current").asBoolean(),
                                peer.path("lag").asLong()))
                        .toList(),
                info.has("mirror") ? source(info.path("mirror")) : null,
                sources.isArray() ? sources.valueStream().map(Stream::source).toList() : null);
    }

    private static SourceState source(JsonNode source) {
        return new SourceState(
                source.path("name").asText(),
                source.path("lag").asLong(),
                source.path("error").path("description").asText(null));
    }

    static Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
