package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.monitor.JetStreamView;
import java.util.List;
import java.util.stream.Stream;

/** JetStream, as {@code /jsz} and its counterparts in the system account tell of it. Source: nats-server server/monitor.go. */
final class Jsz {
    private final Monitored monitored;

    Jsz(Monitored monitored) {
        this.monitored = monitored;
    }

    /** Says that a server stays silent since another one leads; over HTTP its message is the answer. */
    static final class NotLeaderException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotLeaderException() {
            super("filtered response: not leader", null, false, false);
        }
    }

    /** Errors: {@link NotLeaderException}. */
    ObjectNode answer(JszOptions options) {
        JetStreamView view = monitored.jetStream().get();
        if (options.leaderOnly() && (view == null || !view.isMetaLeader())) {
            throw new NotLeaderException();
        }
        return view == null ? disabled() : enabled(view, options);
    }

    private ObjectNode disabled() {
        ObjectNode answer = Json.object()
                .put("memory", 0)
                .put("storage", 0)
                .put("reserved_memory", 0)
                .put("reserved_storage", 0)
                .put("accounts", 0)
                .put("ha_assets", 0);
        answer.putObject("api").put("level", 0).put("total", 0).put("errors", 0);
        answer.put("server_id", monitored.serverId())
                .put("now", monitored.now())
                .put("disabled", true);
        answer.putObject("config").put("max_memory", 0).put("max_storage", 0);
        return answer.put("streams", 0)
                .put("consumers", 0)
                .put("messages", 0)
                .put("bytes", 0)
                .put("total", 0);
    }

    private ObjectNode enabled(JetStreamView view, JszOptions options) {
        JetStreamView.Totals totals = view.totals();
        List<String> accounts = view.accounts();
        ObjectNode answer = view.stats();
        answer.put("server_id", monitored.serverId()).put("now", monitored.now());
        answer.set("config", view.config());
        answer.set("limits", view.limits());
        answer.put("streams", totals.streams());
        if (options.detail().raft()) {
            Json.putPresent(answer, "streams_leader", totals.streamsLed());
        }
        answer.put("consumers", totals.consumers());
        if (options.detail().raft()) {
            Json.putPresent(answer, "consumers_leader", totals.consumersLed());
        }
        answer.put("messages", totals.messages()).put("bytes", totals.bytes());
        ObjectNode meta = view.meta();
        if (meta != null) {
            answer.set("meta_cluster", meta);
        }
        List<ObjectNode> details = page(accounts, options)
                .map(account -> view.account(account, options.detail()))
                .mapMulti((ObjectNode detail, java.util.function.Consumer<ObjectNode> out) -> {
                    if (detail != null) {
                        out.accept(detail);
                    }
                })
                .toList();
        if (!details.isEmpty()) {
            ArrayNode array = answer.putArray("account_details");
            details.forEach(array::add);
        }
        return answer.put("total", accounts.size());
    }

    private static Stream<String> page(List<String> accounts, JszOptions options) {
        if (accounts.contains(options.account())) {
            return Stream.of(options.account());
        }
        if (!options.accounts()) {
            return Stream.empty();
        }
        return options.limit() < 0
                ? accounts.stream()
                : accounts.stream().sorted().skip(options.offset()).limit(options.limit());
    }

    /** One account alone. Errors: {@link MonitoringException} in nats-server's words. */
    ObjectNode account(JszOptions options) {
        JetStreamView view = monitored.jetStream().get();
        String name = options.account();
        if (view == null) {
            throw new MonitoringException("jetstream not enabled");
        }
        if (monitored.accounts().find(name) == null) {
            throw new MonitoringException("account \"" + name + "\" not found");
        }
        ObjectNode detail = view.account(name, options.detail());
        if (detail == null) {
            throw new MonitoringException("account \"" + name + "\" not jetstream enabled");
        }
        return detail;
    }
}
