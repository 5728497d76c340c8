package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.provisioning.AccountWire;
import io.vagus.controlplane.provisioning.AccountWire.Errand;
import io.vagus.controlplane.provisioning.AccountWire.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** JetStream's request and answer API inside an account ({@code $JS.API.>}, ADR-1, ADR-31): JSON both ways, refusals as problems. */
@ApplicationScoped
class JetStreamApi {

    static final String PREFIX = "$JS.API.";
    private static final int MAX_PAGES = 40;

    private final AccountWire wire;
    private final ObjectMapper json;

    JetStreamApi(AccountWire wire, ObjectMapper json) {
        this.wire = wire;
        this.json = json;
    }

    ObjectNode object() {
        return json.createObjectNode();
    }

    /** Asks, and ends in a problem when JetStream refuses or is not there. */
    JsonNode ask(String accountKey, String operation, ObjectNode question) {
        JsonNode answer = askAnyway(accountKey, operation, question);
        JsonNode error = answer.path("error");
        if (error.isObject()) {
            throw JetStreamProblem.of(error);
        }
        return answer;
    }

    JsonNode ask(String accountKey, String operation) {
        return ask(accountKey, operation, object());
    }

    /** Asks; a refusal is in the answer's {@code error}. */
    JsonNode askAnyway(String accountKey, String operation, ObjectNode question) {
        byte[] body = question.isEmpty() ? new byte[0] : question.toString().getBytes(StandardCharsets.UTF_8);
        Reply reply = wire.ask(accountKey, Errand.JETSTREAM, PREFIX + operation, Map.of(), body);
        if (reply == null) {
            ObjectNode off = object();
            off.putObject("error")
                    .put("code", 503)
                    .put("err_code", JetStreamProblem.NOT_ENABLED)
                    .put("description", "jetstream not enabled for account");
            return off;
        }
        try {
            return json.readTree(reply.text());
        } catch (JsonProcessingException e) {
            throw ProblemException.unavailable("JetStream answered something that is not JSON.");
        }
    }

    /** Reads a list that comes in parts ({@code offset}, {@code total}), up to {@code max} items. */
    List<JsonNode> list(String accountKey, String operation, String member, ObjectNode question, int max) {
        List<JsonNode> items = new ArrayList<>();
        for (int page = 0; page < MAX_PAGES && items.size() < max; page++) {
            question.put("offset", items.size());
            JsonNode answer = ask(accountKey, operation, question);
            int before = items.size();
            answer.path(member).forEach(items::add);
            if (items.size() == before || items.size() >= answer.path("total").asInt()) {
                break;
            }
        }
        return items.size() > max ? items.subList(0, max) : items;
    }
}
