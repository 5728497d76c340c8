package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.account.Traffic;
import io.vagus.jetstream.monitor.JetStreamView;
import io.vagus.transport.NodeCounters;
import java.util.Set;

/** The server's load in short, as the system account hears it. */
final class Statsz {
    private final Monitored monitored;
    private final ProcessUsage usage;

    Statsz(Monitored monitored, ProcessUsage usage) {
        this.monitored = monitored;
        this.usage = usage;
    }

    ObjectNode answer() {
        NodeCounters counters = monitored.node().counters();
        Traffic traffic = counters.traffic();
        int processors = Runtime.getRuntime().availableProcessors();
        ObjectNode answer = Json.object()
                .put("start", GoText.time(counters.started()))
                .put("mem", ProcessUsage.memoryBytes())
                .put("cores", processors);
        Json.putNumber(answer, "cpu", usage.cpuPercent(monitored.clock().nanos()));
        answer.put("connections", counters.connections())
                .put("total_connections", counters.totalConnections())
                .put("active_accounts", activeAccounts())
                .put("subscriptions", counters.subscriptions());
        messages(answer.putObject("sent"), traffic.outMessages(), traffic.outBytes());
        messages(answer.putObject("sent_to_clients"), traffic.outMessages(), traffic.outBytes());
        messages(answer.putObject("received"), traffic.inMessages(), traffic.inBytes());
        messages(answer.putObject("received_from_clients"), traffic.inMessages(), traffic.inBytes());
        answer.put("slow_consumers", counters.slowConsumers());
        if (counters.slowConsumers() != 0) {
            Varz.byPeerKind(answer.putObject("slow_consumer_stats"), counters.slowConsumers());
        }
        if (counters.staleConnections() != 0) {
            answer.put("stale_connections", counters.staleConnections());
            Varz.byPeerKind(answer.putObject("stale_connection_stats"), counters.staleConnections());
        }
        Json.putPresent(answer, "stalled_clients", counters.stalledClients());
        answer.put("active_servers", 1);
        JetStreamView jetStream = monitored.jetStream().get();
        if (jetStream != null) {
            answer.set("jetstream", jetStream(jetStream));
        }
        return answer.put("gomaxprocs", processors);
    }

    /** As in {@code /varz}, without the place on disk. */
    private static ObjectNode jetStream(JetStreamView view) {
        ObjectNode node = Varz.jetStream(view);
        if (node.path("config") instanceof ObjectNode config) {
            config.remove("store_dir");
        }
        return node;
    }

    static ObjectNode messages(ObjectNode into, long messages, long bytes) {
        return into.put("msgs", messages).put("bytes", bytes);
    }

    /** The server itself is a client of the system account, and each stream one of its own. */
    private long activeAccounts() {
        JetStreamView jetStream = monitored.jetStream().get();
        Set<String> withStreams = jetStream == null ? Set.of() : jetStream.accountsWithStreams();
        Account system = monitored.settings().get().systemAccount()
                ? monitored.accounts().system()
                : null;
        return monitored.accounts().all().stream()
                .filter(account ->
                        account.connections() > 0 || account == system || withStreams.contains(account.name()))
                .count();
    }
}
