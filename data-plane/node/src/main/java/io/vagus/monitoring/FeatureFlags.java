package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** The features of nats-server that can be switched by name, as it shows them: all, with what holds now. */
final class FeatureFlags {
    private static final Map<String, Boolean> DEFAULTS = Map.of(
            "js_ack_fc_v2", false,
            "js_api_reply_v2", false,
            "js_raft_delete_range", true,
            "js_snapshot_sources", false);

    private FeatureFlags() {}

    static void put(ObjectNode into, Map<String, Boolean> configured) {
        ObjectNode flags = into.putObject("feature_flags");
        new TreeMap<>(DEFAULTS).forEach((name, standard) -> flags.put(name, configured.getOrDefault(name, standard)));
    }
}
