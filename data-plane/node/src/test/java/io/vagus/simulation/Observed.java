package io.vagus.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node says of itself when it is asked. */
final class Observed {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final SimulatedNode node;

    /** A message as it is read. */
    record Read(long sequence, long time, String subject, String text) {}

    Observed(SimulatedNode node) {
        this.node = node;
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private @Nullable JsonNode ask(String subject) {
        String answer = node.ask(subject, "");
        JsonNode read = answer == null ? null : json(answer);
        return read == null || read.has("error") ? null : read;
    }

    @Nullable
    JsonNode info(String stream) {
        return ask("STREAM.INFO." + stream);
    }

    @Nullable
    JsonNode consumer(String stream, String consumer) {
        return ask("CONSUMER.INFO." + stream + "." + consumer);
    }

    static @Nullable Read message(String answer) {
        JsonNode message = json(answer).path("message");
        if (message.isMissingNode()) {
            return null;
        }
        Instant time = Instant.parse(message.path("time").asText());
        return new Read(
                message.path("seq").asLong(),
                time.getEpochSecond() * SimulatedNode.SECOND + time.getNano(),
                message.path("subject").asText(),
                new String(Base64.getDecoder().decode(message.path("data").asText()), UTF_8));
    }

    /** All messages of a stream, by sequence. */
    List<Read> messages(String stream) {
        List<Read> found = new ArrayList<>();
        long next = 1;
        while (true) {
            String answer = node.ask("STREAM.MSG.GET." + stream, "{\"seq\":" + next + ",\"next_by_subj\":\">\"}");
            Read message = answer == null ? null : message(answer);
            if (message == null) {
                return found;
            }
            found.add(message);
            next = message.sequence() + 1;
        }
    }
}
