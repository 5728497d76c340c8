package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Whether the server can serve. It answers only when it does, so there is little to look at before JetStream. */
final class Healthz {
    static final int OK = 200;
    static final int BAD_REQUEST = 400;

    private Healthz() {}

    record Answer(int status, ObjectNode body) {}

    static Answer answer(String account, String stream, String consumer) {
        if (!stream.isEmpty() && account.isEmpty()) {
            return bad("\"account\" must not be empty when checking stream health");
        }
        if (!consumer.isEmpty() && stream.isEmpty()) {
            return bad("\"stream\" must not be empty when checking consumer health");
        }
        return new Answer(OK, Json.object().put("status", "ok"));
    }

    private static Answer bad(String error) {
        return new Answer(BAD_REQUEST, Json.object().put("status", "error").put("error", error));
    }
}
