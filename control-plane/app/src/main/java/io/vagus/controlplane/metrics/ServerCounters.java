package io.vagus.controlplane.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the servers said at one moment, added up by account: gauges as they are, counters for rates by server. */
final class ServerCounters {

    /** Numbers of an account by name. */
    private final Map<String, Map<String, Double>> gauges = new HashMap<>();

    /** Counters that only grow, by account, server and name. */
    private final Map<String, Map<String, Double>> counters = new HashMap<>();

    private final Map<String, Map<String, ConsumerReading>> consumers = new HashMap<>();

    /** Streams by account and name. */
    private final Map<String, Map<String, StreamCount>> streams = new HashMap<>();

    Map<String, Map<String, Double>> gauges() {
        return gauges;
    }

    Map<String, Map<String, ConsumerReading>> consumers() {
        return consumers;
    }

    Map<String, Map<String, StreamCount>> streams() {
        return streams;
    }

    /** A stream of an account as it was at that moment; null when nobody named it. */
    @Nullable
    StreamCount stream(String account, String name) {
        return streams.getOrDefault(account, Map.of()).get(name);
    }

    /** Reads an answer to {@code $SYS.REQ.ACCOUNT.PING.STATZ}. */
    void traffic(String server, JsonNode answer) {
        for (JsonNode account : answer.path("data").path("account_statz")) {
            String key = account.path("acc").asText();
            gauge(key, "connections", account.path("conns"));
            gauge(key, "leafNodes", account.path("leafnodes"));
            gauge(key, "subscriptions", account.path("num_subscriptions"));
            counter(key, server, "inMessages", account.path("received").path("msgs"));
            counter(key, server, "inBytes", account.path("received").path("bytes"));
            counter(key, server, "outMessages", account.path("sent").path("msgs"));
            counter(key, server, "outBytes", account.path("sent").path("bytes"));
            counter(key, server, "slowConsumers", account.path("slow_consumers"));
        }
    }

    /** Reads an answer to {@code $SYS.REQ.SERVER.PING.JSZ} with accounts, streams and consumers. */
    void jetStream(String server, JsonNode answer) {
        for (JsonNode account : answer.path("data").path("account_details")) {
            String key = account.path("id").asText(account.path("name").asText());
            gauge(key, "memoryBytes", account.path("memory"));
            gauge(key, "diskBytes", account.path("storage"));
            counter(key, server, "apiRequests", account.path("api").path("total"));
            counter(key, server, "apiErrors", account.path("api").path("errors"));
            int storing = 0;
            int consuming = 0;
            for (JsonNode stream : account.path("stream_detail")) {
                storing++;
                StreamCount count = StreamCount.of(stream);
                streams.computeIfAbsent(key, fresh -> new HashMap<>()).merge(count.name(), count, StreamCount::further);
                for (JsonNode consumer : stream.path("consumer_detail")) {
                    consuming++;
                    consumer(key, stream.path("name").asText(), consumer);
                }
            }
            // Every server that has a copy names it: the one that names most is nearest to the number there is.
            most(key, "streams", storing);
            most(key, "consumers", consuming);
        }
    }

    /** Only the leader of a consumer knows what waits for it; the others say less. */
    private void consumer(String account, String stream, JsonNode consumer) {
        String name = consumer.path("name").asText();
        ConsumerReading reading = new ConsumerReading(
                account,
                stream,
                name,
                consumer.path("num_pending").asDouble(),
                consumer.path("num_ack_pending").asDouble(),
                consumer.path("num_redelivered").asDouble());
        consumers
                .computeIfAbsent(account, key -> new HashMap<>())
                .merge(stream + " " + name, reading, (a, b) -> a.pending() >= b.pending() ? a : b);
    }

    /** How much a counter grew since {@code before}; a server that started anew counts from zero, a new one not yet. */
    double growth(ServerCounters before, String account, String name) {
        double grown = 0;
        Map<String, Double> old = before.counters.getOrDefault(account, Map.of());
        for (Map.Entry<String, Double> each :
                counters.getOrDefault(account, Map.of()).entrySet()) {
            if (each.getKey().endsWith(" " + name)) {
                Double was = old.get(each.getKey());
                grown += was == null ? 0 : each.getValue() >= was ? each.getValue() - was : each.getValue();
            }
        }
        return grown;
    }

    double gauge(String account, String name) {
        return gauges.getOrDefault(account, Map.of()).getOrDefault(name, 0.0);
    }

    private void gauge(String account, String name, JsonNode value) {
        gauges.computeIfAbsent(account, key -> new HashMap<>()).merge(name, value.asDouble(), Double::sum);
    }

    private void most(String account, String name, double value) {
        gauges.computeIfAbsent(account, key -> new HashMap<>()).merge(name, value, Double::max);
    }

    private void counter(String account, String server, String name, JsonNode value) {
        counters.computeIfAbsent(account, key -> new HashMap<>())
                .merge(server + " " + name, value.asDouble(), Double::sum);
    }
}
