package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.monitoring.metrics.Exposition;
import io.vagus.monitoring.metrics.NodeMetrics;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The monitoring paths: which options each takes, and what it answers. Source: nats-server server/monitor.go. */
final class HttpEndpoints {
    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";

    private static final int NOT_FOUND = 404;

    private final Map<String, Endpoint> byPath = new LinkedHashMap<>();
    private final Endpoints endpoints;
    private final String version;

    /**
     * A request as an endpoint sees it.
     *
     * @param accept the header of that name; empty without one
     */
    record Request(Query query, String accept) {}

    /**
     * What an endpoint answers.
     *
     * @param open whether pages of other origins may read it
     */
    record Answer(int status, String contentType, boolean open, byte[] body) {
        static Answer json(ObjectNode json) {
            return new Answer(Healthz.OK, JSON, true, Json.indented(json));
        }

        static Answer text(int status, String text) {
            return new Answer(status, TEXT, false, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * One path.
     *
     * @param counted under which path its requests are counted; null: they are not
     */
    record Endpoint(@Nullable String counted, Function<Request, Answer> answer) {}

    HttpEndpoints(Endpoints endpoints, String version) {
        this.endpoints = endpoints;
        this.version = version;
        put("/", request -> index());
        put("/varz", request -> Answer.json(endpoints.varz().answer()));
        put("/jsz", request -> jetStream(request.query()));
        put("/connz", request -> Answer.json(endpoints.connz().answer(ConnzOptions.of(request.query()))));
        put(
                "/accountz",
                request ->
                        Answer.json(endpoints.accountz().answer(request.query().text("acc"))));
        put(
                "/accstatz",
                request -> Answer.json(endpoints
                        .accountStatz()
                        .answer(java.util.List.of(), request.query().flag("unused"))));
        put("/subsz", request -> subscriptions(request.query()));
        byPath.put("/subscriptionsz", new Endpoint("/subsz", request -> subscriptions(request.query())));
        put("/routez", request -> routes(request.query()));
        put("/leafz", request -> leafNodes(request.query()));
        put("/gatewayz", request -> gateways(request.query()));
        byPath.put("/raftz", new Endpoint(null, request -> raftGroups(request.query())));
        put("/healthz", request -> health(request.query()));
        byPath.put("/ipqueuesz", new Endpoint(null, request -> queues(request.query())));
        byPath.put("/stacksz", new Endpoint(null, request -> stacks()));
        byPath.put("/debug/vars", new Endpoint(null, request -> variables()));
    }

    private void put(String path, Function<Request, Answer> answer) {
        byPath.put(path, new Endpoint(path, answer));
    }

    @Nullable
    Endpoint find(String path) {
        return byPath.get(path);
    }

    /** Serves metrics, in the form that the asker takes. */
    void addMetrics(NodeMetrics metrics) {
        put("/metrics", request -> {
            Exposition form = Exposition.of(request.accept());
            byte[] body = form.write(metrics.read()).getBytes(StandardCharsets.UTF_8);
            return new Answer(Healthz.OK, form.contentType(), false, body);
        });
    }

    private Answer jetStream(Query query) {
        JszOptions options = JszOptions.of(query);
        try {
            return Answer.json(endpoints.jsz().answer(options));
        } catch (Jsz.NotLeaderException other) {
            throw new MonitoringException(String.valueOf(other.getMessage()));
        }
    }

    private Answer subscriptions(Query query) {
        return Answer.json(endpoints.subsz().answer(Subsz.Options.of(query)));
    }

    private Answer routes(Query query) {
        query.detail("subs");
        return Answer.json(endpoints.routez().routes());
    }

    private Answer leafNodes(Query query) {
        query.flag("subs");
        return Answer.json(endpoints.routez().leafNodes());
    }

    private Answer gateways(Query query) {
        query.detail("subs");
        query.flag("accs");
        return Answer.json(endpoints.routez().gateways());
    }

    private Answer raftGroups(Query query) {
        ObjectNode groups = endpoints.internals().raftGroups(query.text("acc"), query.text("group"));
        return groups == null ? Answer.text(NOT_FOUND, "No Raft nodes registered") : Answer.json(groups);
    }

    private Answer health(Query query) {
        Healthz.Answer answer = endpoints.healthz().answer(HealthzOptions.of(query));
        return new Answer(answer.status(), JSON, true, Json.compact(answer.body()));
    }

    private Answer queues(Query query) {
        return Answer.json(endpoints.internals().queues(query.flag("all"), query.text("queues")));
    }

    private static Answer stacks() {
        return new Answer(Healthz.OK, JSON, true, ProcessView.stacks().getBytes(StandardCharsets.UTF_8));
    }

    private static Answer variables() {
        return new Answer(Healthz.OK, "application/json; charset=utf-8", false, Json.indented(ProcessView.variables()));
    }

    private Answer index() {
        StringBuilder page = new StringBuilder(
                        "<!doctype html>\n<html lang=\"en\"><head><title>Monitoring</title></head><body>\n<h1>")
                .append('v')
                .append(version)
                .append("</h1>\n");
        byPath.keySet().stream()
                .filter(path -> !path.equals("/"))
                .forEach(path -> page.append("<a href=\".")
                        .append(path)
                        .append("\">")
                        .append(path)
                        .append("</a><br>\n"));
        page.append("</body></html>\n");
        return new Answer(
                Healthz.OK, "text/html; charset=utf-8", false, page.toString().getBytes(StandardCharsets.UTF_8));
    }
}
