package io.vagus.monitoring.metrics;

import static io.vagus.monitoring.metrics.Family.counter;
import static io.vagus.monitoring.metrics.Family.gauge;
import static io.vagus.monitoring.metrics.Family.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.account.Traffic;
import io.vagus.base.Limits;
import io.vagus.base.Metrics;
import io.vagus.base.Order;
import io.vagus.jetstream.monitor.JetStreamView;
import io.vagus.monitoring.metrics.Family.Gathering;
import io.vagus.monitoring.metrics.Family.Kind;
import io.vagus.transport.Node;
import io.vagus.transport.NodeCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All numbers of a node at one moment. Of the accounts at most {@link Limits#METRIC_ACCOUNTS} are told one by one, those with
 * the most messages; {@code vagus_accounts_not_shown} says how many are missing.
 */
public final class NodeMetrics {
    private static final String PREFIX = "vagus_";

    private final Node node;
    private final Metrics registered;
    private final LongSupplier refusals;
    private final Supplier<@Nullable JetStreamView> jetStream;

    /**
     * Reads this node.
     *
     * @param registered what parts of the node want shown
     * @param refusals clients that were turned away
     * @param jetStream gives null while JetStream is off
     */
    public NodeMetrics(
            Node node, Metrics registered, LongSupplier refusals, Supplier<@Nullable JetStreamView> jetStream) {
        this.node = node;
        this.registered = registered;
        this.refusals = refusals;
        this.jetStream = jetStream;
    }

    /** The families now. */
    public List<Family> read() {
        List<Family> families = new ArrayList<>();
        addServer(families);
        addAccounts(families);
        JetStreamView view = jetStream.get();
        if (view != null) {
            addJetStream(families, view);
        }
        for (Metrics.Reading reading : registered.read()) {
            boolean counts = reading.kind() == Metrics.Kind.COUNTER;
            families.add(new Family(
                    PREFIX + withoutTotal(reading.name()),
                    counts ? Kind.COUNTER : Kind.GAUGE,
                    "",
                    reading.help(),
                    List.of(sample(reading.value()))));
        }
        families.addAll(ProcessMetrics.read());
        return families;
    }

    private static String withoutTotal(String name) {
        return name.endsWith("_total") ? name.substring(0, name.length() - "_total".length()) : name;
    }

    private void addServer(List<Family> families) {
        NodeCounters now = node.counters();
        Traffic traffic = now.traffic();
        Map<String, String> identity = Map.of(
                "server_id", node.identity().serverId(),
                "server_name", node.identity().serverName(),
                "version", node.identity().version());
        families.add(gauge("vagus_server_info", "", "Who the server is.", new Family.Sample(identity, 1)));
        families.add(gauge(
                "vagus_start_time_seconds",
                "seconds",
                "When the server started, in Unix time.",
                sample(now.started().toEpochMilli() / 1000.0)));
        families.add(gauge("vagus_connections", "", "Client connections now.", sample(now.connections())));
        families.add(counter(
                "vagus_connections_accepted", "", "Client connections ever accepted.", sample(now.totalConnections())));
        families.add(gauge("vagus_subscriptions", "", "Subscriptions now.", sample(now.subscriptions())));
        families.add(counter(
                "vagus_messages",
                "",
                "Messages from clients (in) and deliveries to clients (out).",
                sample(traffic.inMessages(), "direction", "in"),
                sample(traffic.outMessages(), "direction", "out")));
        families.add(counter(
                "vagus_message_bytes",
                "bytes",
                "Headers and payloads of messages from clients (in) and to clients (out).",
                sample(traffic.inBytes(), "direction", "in"),
                sample(traffic.outBytes(), "direction", "out")));
        families.add(counter(
                "vagus_slow_consumers",
                "",
                "Clients closed for not reading fast enough.",
                sample(now.slowConsumersPending(), "reason", "pending_bytes"),
                sample(now.slowConsumersDeadline(), "reason", "write_deadline")));
        families.add(counter(
                "vagus_stale_connections", "", "Clients closed for not answering.", sample(now.staleConnections())));
        families.add(counter(
                "vagus_sender_stalls",
                "",
                "Times a sender was held back for a receiver.",
                sample(now.stalledClients())));
        families.add(
                counter("vagus_authentication_failures", "", "Clients turned away.", sample(refusals.getAsLong())));
        families.add(gauge(
                "vagus_internal_messages_waiting",
                "",
                "Messages that wait for services of the node itself.",
                sample(node.internalMessagesWaiting())));
    }

    /** An account with its traffic read once: sorting needs numbers that stand still. */
    private record Read(Account account, Traffic traffic) {
        long messages() {
            return traffic.inMessages() + traffic.outMessages();
        }
    }

    private void addAccounts(List<Family> families) {
        List<Read> all = node.accounts().all().stream()
                .map(account -> new Read(account, account.traffic()))
                .sorted(Order.byLong(Read::messages)
                        .reversed()
                        .thenComparing(read -> read.account().name()))
                .toList();
        Gathering connections =
                new Gathering("vagus_account_connections", Kind.GAUGE, "", "Client connections of an account now.");
        Gathering subscriptions =
                new Gathering("vagus_account_subscriptions", Kind.GAUGE, "", "Subscriptions of an account now.");
        Gathering messages =
                new Gathering("vagus_account_messages", Kind.COUNTER, "", "Messages of an account by direction.");
        Gathering bytes = new Gathering(
                "vagus_account_message_bytes", Kind.COUNTER, "bytes", "Headers and payloads of an account's messages.");
        Gathering slow = new Gathering(
                "vagus_account_slow_consumers",
                Kind.COUNTER,
                "",
                "Clients of an account closed for reading too slowly.");
        all.stream().limit(Limits.METRIC_ACCOUNTS).forEach(read -> {
            Map<String, String> labels = labels(read.account());
            connections.add(labels, read.account().connections());
            subscriptions.add(labels, read.account().interest().size());
            slow.add(labels, read.account().slowConsumers());
            messages.add(with(labels, "in"), read.traffic().inMessages());
            messages.add(with(labels, "out"), read.traffic().outMessages());
            bytes.add(with(labels, "in"), read.traffic().inBytes());
            bytes.add(with(labels, "out"), read.traffic().outBytes());
        });
        for (Gathering each : List.of(connections, subscriptions, messages, bytes, slow)) {
            families.add(each.family());
        }
        families.add(gauge("vagus_accounts", "", "Accounts in use here.", sample(all.size())));
        families.add(gauge(
                "vagus_accounts_not_shown",
                "",
                "Accounts without numbers of their own here, since there are too many.",
                sample(Math.max(0, all.size() - Limits.METRIC_ACCOUNTS))));
    }

    private static Map<String, String> labels(Account account) {
        String tag = account.nameTag();
        return tag == null || tag.isEmpty() || tag.equals(account.name())
                ? Map.of("account", account.name())
                : Map.of("account", account.name(), "account_name", tag);
    }

    private static Map<String, String> with(Map<String, String> labels, String direction) {
        Map<String, String> more = new java.util.HashMap<>(labels);
        more.put("direction", direction);
        return Map.copyOf(more);
    }

    private static void addJetStream(List<Family> families, JetStreamView view) {
        ObjectNode stats = view.stats();
        JetStreamView.Totals totals = view.totals();
        families.add(gauge(
                "vagus_jetstream_used_bytes",
                "bytes",
                "What streams and consumers use.",
                sample(stats.path("memory").asLong(), "storage", "memory"),
                sample(stats.path("storage").asLong(), "storage", "file")));
        families.add(gauge(
                "vagus_jetstream_limit_bytes",
                "bytes",
                "What streams and consumers may use.",
                sample(view.config().path("max_memory").asLong(), "storage", "memory"),
                sample(view.config().path("max_storage").asLong(), "storage", "file")));
        families.add(gauge("vagus_jetstream_streams", "", "Streams now.", sample(totals.streams())));
        families.add(gauge("vagus_jetstream_consumers", "", "Consumers now.", sample(totals.consumers())));
        families.add(gauge("vagus_jetstream_messages", "", "Messages kept in streams.", sample(totals.messages())));
        families.add(
                gauge("vagus_jetstream_message_bytes", "bytes", "Bytes of messages kept.", sample(totals.bytes())));
        families.add(counter(
                "vagus_jetstream_api_requests",
                "",
                "Requests to the JetStream API.",
                sample(stats.path("api").path("total").asLong())));
        families.add(counter(
                "vagus_jetstream_api_errors",
                "",
                "Requests to the JetStream API that were refused.",
                sample(stats.path("api").path("errors").asLong())));
    }
}
