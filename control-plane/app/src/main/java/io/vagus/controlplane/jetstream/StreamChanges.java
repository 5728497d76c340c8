package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vagus.controlplane.jetstream.StreamPreview.FieldChange;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Which changes of a stream nodes take: what nats-server's check of an update refuses, said before it is asked. */
@ApplicationScoped
class StreamChanges {

    private static final String WORKQUEUE = "workqueue";
    private final ObjectMapper json;

    StreamChanges(ObjectMapper json) {
        this.json = json;
    }

    StreamPreview preview(Stream now, StreamConfig wanted) {
        JsonNode before = json.valueToTree(now.config());
        JsonNode after = json.valueToTree(wanted);
        List<FieldChange> changes = new ArrayList<>();
        after.properties().forEach(member -> {
            JsonNode old = before.path(member.getKey());
            JsonNode fresh = member.getValue();
            if (!fresh.isNull() && !same(old, fresh)) {
                changes.add(judged(member.getKey(), old, fresh, now));
            }
        });
        return new StreamPreview(changes.stream().allMatch(FieldChange::allowed), changes);
    }

    /** Whole numbers are equal whatever their width; nothing is equal to an empty list or text. */
    private static boolean same(JsonNode old, JsonNode fresh) {
        if (old.isNumber() && fresh.isNumber()) {
            return old.asLong() == fresh.asLong();
        }
        boolean nothing = old.isMissingNode() || old.isNull();
        return old.equals(fresh)
                || nothing
                        && (fresh.isContainerNode()
                                ? fresh.isEmpty()
                                : fresh.asText().isEmpty());
    }

    private static FieldChange judged(String field, JsonNode old, JsonNode fresh, Stream now) {
        String refused = refusal(field, old, fresh, now);
        String shown = old instanceof MissingNode ? "null" : old.toString();
        return new FieldChange(
                field,
                shown,
                fresh.toString(),
                refused.isEmpty(),
                refused.isEmpty() ? consequence(field, fresh, now) : refused);
    }

    private static String refusal(String field, JsonNode old, JsonNode fresh, Stream now) {
        if (Boolean.TRUE.equals(now.config().sealed())) {
            return "A sealed stream stays as it is.";
        }
        return switch (field) {
            case "name" -> "A stream keeps its name; make another one that mirrors it.";
            case "storage" -> "A stream stays where it is stored; make another one that mirrors it.";
            case "maxConsumers" -> "The number of consumers is fixed at the creation.";
            case "firstSequence" -> "The first sequence is chosen at the creation.";
            case "retention" ->
                old.asText().equals(WORKQUEUE) || fresh.asText().equals(WORKQUEUE)
                        ? "Retention changes between limits and interest, not to or from workqueue."
                        : "";
            case "denyDelete", "denyPurge" ->
                old.asBoolean() && !fresh.asBoolean() ? "This protection cannot be taken back." : "";
            case "allowMessageTtl" ->
                old.asBoolean() && !fresh.asBoolean() ? "Message TTLs cannot be switched off again." : "";
            case "mirror" -> "What a stream mirrors is chosen at the creation.";
            default -> "";
        };
    }

    private static String consequence(String field, JsonNode fresh, Stream now) {
        long limit = fresh.asLong();
        return switch (field) {
            case "maxMessages" ->
                limit >= 0 && limit < now.messages() ? (now.messages() - limit) + " messages would go." : "";
            case "maxBytes" ->
                limit >= 0 && limit < now.bytes() ? "Messages would go until " + limit + " bytes are left." : "";
            case "maxAgeMillis" -> limit > 0 ? "Messages that are older go." : "";
            case "sealed" -> fresh.asBoolean() ? "Nothing can be added or removed any more, for good." : "";
            case "retention" -> "Messages that all consumers have acknowledged may go.";
            default -> "";
        };
    }
}
