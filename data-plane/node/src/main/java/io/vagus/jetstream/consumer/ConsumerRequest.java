package io.vagus.jetstream.consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request on {@code $JS.API.CONSUMER.<verb>.<stream>…} that has a JSON answer.
 *
 * @param tokens the subject's tokens behind the stream's name: consumer, and for a create the filter's tokens
 * @param headers header block of the request; null without one
 */
public record ConsumerRequest(Verb verb, List<String> tokens, byte @Nullable [] headers, byte[] body) {

    /**
     * What is wrong with it whichever consumers the stream has, and whether there is one or not; null for nothing. Errors: {@link
     * io.vagus.jetstream.api.InvalidJson}.
     *
     * @param stream as the subject names it
     */
    public @Nullable ApiError fault(String stream, boolean strict) {
        switch (verb) {
            case CREATE, DURABLE_CREATE -> {
                boolean isAboutIt =
                        ConsumerConfigJson.readRequest(body, strict).stream().equals(stream);
                return isAboutIt ? null : ErrorCode.STREAM_MISMATCH.error();
            }
            case INFO, DELETE -> {
                return ConsumerApi.isEmpty(body) ? null : ErrorCode.NOT_EMPTY_REQUEST.error();
            }
            case NAMES, LIST -> ConsumerApi.offset(this, strict);
            case UNPIN -> {
                return ConsumerApi.groupFault(ConsumerApi.group(this));
            }
            case LEADER_STEPDOWN -> {
                return ErrorCode.CLUSTER_REQUIRED.error();
            }
            default -> {}
        }
        return null;
    }

    /** What is asked, with the word in the subject and the type of the answer ({@code io.nats.jetstream.api.v1.…}). */
    public enum Verb {
        CREATE("CREATE", "consumer_create_response"),
        DURABLE_CREATE("DURABLE.CREATE", "consumer_create_response"),
        NAMES("NAMES", "consumer_names_response"),
        LIST("LIST", "consumer_list_response"),
        INFO("INFO", "consumer_info_response"),
        DELETE("DELETE", "consumer_delete_response"),
        PAUSE("PAUSE", "consumer_pause_response"),
        UNPIN("UNPIN", "consumer_unpin_response"),
        RESET("RESET", "consumer_reset_response"),
        LEADER_STEPDOWN("LEADER.STEPDOWN", "consumer_leader_stepdown_response");

        private final String word;
        private final String type;

        Verb(String word, String answer) {
            this.word = word;
            this.type = "io.nats.jetstream.api.v1." + answer;
        }

        /** The tokens between {@code CONSUMER.} and the stream's name. */
        public String word() {
            return word;
        }

        /** The member {@code type} of the answer. */
        public String type() {
            return type;
        }

        /** Puts into an error what its answers always have, with nothing to say. */
        public void putNothing(ObjectNode answer) {
            if (this == PAUSE) {
                answer.put("paused", false).put("pause_until", Json.ZERO_TIME);
            } else if (this == RESET) {
                answer.put("reset_seq", 0);
            }
        }

        /** Whether it changes what is stored of consumers. */
        public boolean changes() {
            return switch (this) {
                case CREATE, DURABLE_CREATE, DELETE, PAUSE, RESET -> true;
                case NAMES, LIST, INFO, UNPIN, LEADER_STEPDOWN -> false;
            };
        }
    }
}
