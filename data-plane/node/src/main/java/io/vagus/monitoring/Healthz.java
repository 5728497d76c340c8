package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.monitor.JetStreamView;
import io.vagus.jetstream.monitor.JetStreamView.HealthIssue;
import io.vagus.jetstream.monitor.JetStreamView.HealthIssue.Kind;
import io.vagus.jetstream.monitor.JetStreamView.HealthQuestion;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether the server, and JetStream in it, can serve. That it answers at all says that it takes connections. */
final class Healthz {
    static final int OK = 200;
    static final int BAD_REQUEST = 400;
    private static final int UNAVAILABLE = 503;

    private final Supplier<@Nullable JetStreamView> jetStream;

    Healthz(Supplier<@Nullable JetStreamView> jetStream) {
        this.jetStream = jetStream;
    }

    /** An HTTP status and what goes with it. */
    record Answer(int status, ObjectNode body) {}

    Answer answer(HealthzOptions options) {
        HealthQuestion question = options.question();
        if (!question.stream().isEmpty() && question.account().isEmpty()) {
            return bad("\"account\" must not be empty when checking stream health", options);
        }
        if (!question.consumer().isEmpty() && question.stream().isEmpty()) {
            return bad("\"stream\" must not be empty when checking consumer health", options);
        }
        JetStreamView view = jetStream.get();
        List<HealthIssue> issues = options.serverOnly() || view == null ? List.of() : view.health(question);
        if (issues.isEmpty()) {
            return new Answer(OK, Json.object().put("status", "ok"));
        }
        return answer(issues, "unavailable", options);
    }

    private static Answer bad(String error, HealthzOptions options) {
        HealthIssue issue = new HealthIssue(Kind.BAD_REQUEST, null, null, null, error, BAD_REQUEST);
        return answer(List.of(issue), "error", options);
    }

    private static Answer answer(List<HealthIssue> issues, String status, HealthzOptions options) {
        HealthIssue first = issues.getFirst();
        int code = first.status() == 0 ? UNAVAILABLE : first.status();
        if (!options.details()) {
            return new Answer(code, Json.object().put("status", status).put("error", first.error()));
        }
        ObjectNode body = Json.object().put("status", "error");
        ArrayNode errors = body.putArray("errors");
        for (HealthIssue issue : issues) {
            ObjectNode error = errors.addObject().put("type", issue.kind().name());
            Json.putPresent(error, "account", issue.account());
            Json.putPresent(error, "stream", issue.stream());
            Json.putPresent(error, "consumer", issue.consumer());
            Json.putPresent(error, "error", issue.error());
        }
        return new Answer(code, body);
    }
}
