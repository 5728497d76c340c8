package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.provisioning.AccountWire;
import io.vagus.controlplane.provisioning.AccountWire.Errand;
import io.vagus.controlplane.provisioning.AccountWire.Line;
import io.vagus.controlplane.provisioning.AccountWire.Reply;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Publishes single messages for people who try something out. */
@ApplicationScoped
public class Publisher {

    /** A stream answers within this; after it nobody is taken to. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Pattern SUBJECT =
            Pattern.compile("[^\\s.*>\\x00-\\x20\\x7f]+(\\.[^\\s.*>\\x00-\\x20\\x7f]+)*");

    private final AccountDoor door;
    private final AccountWire wire;
    private final ObjectMapper json;

    Publisher(AccountDoor door, AccountWire wire, ObjectMapper json) {
        this.door = door;
        this.wire = wire;
        this.json = json;
    }

    public Published publish(Caller caller, UUID accountId, PublishRequest request) {
        Supplier<String> detail = () -> "to " + request.subject();
        return door.change(caller, accountId, Right.DEVELOP, "message.publish", detail, account -> {
            Map<String, List<String>> headers = request.headers() == null ? Map.of() : request.headers();
            return stored(account, subject(request.subject()), headers, payload(request));
        });
    }

    /**
     * Publishes and waits for the stream's answer. The answer of anybody else who listens there and answers is not one of a
     * stream; with nobody there the message is gone, as messages without a stream are.
     */
    Published stored(String account, String subject, Map<String, List<String>> headers, byte[] payload) {
        List<Reply> replies = wire.gather(account, subject, headers, payload, null, PATIENCE, 1);
        JsonNode ack = replies.isEmpty() ? json.createObjectNode() : parsed(replies.getFirst());
        if (ack.path("error").isObject()) {
            throw JetStreamProblem.of(ack.path("error"));
        }
        return ack.has("stream")
                ? new Published(
                        ack.path("stream").asText(),
                        ack.path("seq").asLong(),
                        ack.path("duplicate").asBoolean())
                : new Published(null, null, false);
    }

    /** As {@link #stored}, for what is nothing without a stream that takes it. */
    void requireStored(String account, String subject, Map<String, List<String>> headers, byte[] payload) {
        wire.<Boolean>over(account, Errand.PUBLISH, line -> requireStored(line, subject, headers, payload));
    }

    /** The same over an open line. */
    boolean requireStored(Line line, String subject, Map<String, List<String>> headers, byte[] payload) {
        JsonNode ack = parsed(line.ask(subject, headers, payload));
        if (ack.path("error").isObject()) {
            throw JetStreamProblem.of(ack.path("error"));
        }
        if (!ack.has("stream")) {
            throw ProblemException.unavailable("No stream took the message.");
        }
        return true;
    }

    static String subject(@Nullable String subject) {
        if (subject == null || !SUBJECT.matcher(subject).matches()) {
            throw ProblemException.invalid("subject", "must be tokens between dots, without spaces and wildcards");
        }
        if (subject.startsWith("$SYS.") || subject.startsWith("$JS.") || subject.startsWith("_INBOX.")) {
            throw ProblemException.invalid("subject", "is not one for messages");
        }
        return subject;
    }

    static byte[] payload(PublishRequest request) {
        if (request.text() != null && request.data() != null) {
            throw ProblemException.invalid("data", "cannot be given together with text");
        }
        if (request.data() == null) {
            return request.text() == null ? new byte[0] : request.text().getBytes(StandardCharsets.UTF_8);
        }
        return decoded("data", request.data());
    }

    static byte[] decoded(String field, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(field, "must be base64");
        }
    }

    private JsonNode parsed(Reply reply) {
        try {
            JsonNode read = json.readTree(reply.text());
            return read == null ? json.createObjectNode() : read;
        } catch (JsonProcessingException e) {
            return json.createObjectNode();
        }
    }
}
