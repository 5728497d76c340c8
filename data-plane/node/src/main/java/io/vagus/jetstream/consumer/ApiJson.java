package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.Fields;
import io.vagus.jetstream.api.InvalidJson;
import io.vagus.jetstream.api.Json;

/** Bodies that nats-server reads in one go rather than as a stream: it has other words for an end that comes too early. */
final class ApiJson {

    private ApiJson() {}

    /** Reads one object; unknown members are for the caller to ignore. Errors: {@link InvalidJson}. */
    static Fields fields(byte[] body, String type) {
        return new Fields(parse(body, type), type);
    }

    private static ObjectNode parse(byte[] body, String type) {
        if (new String(body, UTF_8).isBlank()) {
            throw new InvalidJson("unexpected end of JSON input");
        }
        try {
            return Json.parse(body, type);
        } catch (InvalidJson malformed) {
            String text = String.valueOf(malformed.getMessage());
            int offset = text.indexOf(" at offset ");
            text = offset < 0 ? text : text.substring(0, offset);
            throw new InvalidJson(text.equals("unexpected EOF") ? "unexpected end of JSON input" : text);
        }
    }
}
