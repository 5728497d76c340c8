package io.vagus.jetstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.StreamConfig;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stream that is in the store and is not served: its description, or that of one of its consumers, needs a newer server or cannot be read. It keeps its name, its
 * subjects and its data until somebody deletes it or a server that understands it is started.
 *
 * @param config as far as it is understood
 * @param reason as nats-server tells it
 * @param consumers those that are the reason, by name, each with its own
 * @param state as answers show it
 */
record OfflineStream(
        StreamConfig config, long createdNanos, String reason, SortedMap<String, String> consumers, ObjectNode state) {

    OfflineStream {
        consumers = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(consumers));
    }

    String name() {
        return config.name();
    }

    OfflineStream without(String consumer) {
        SortedMap<String, String> left = new TreeMap<>(consumers);
        left.remove(consumer);
        return new OfflineStream(config, createdNanos, reason, left, state);
    }
}
