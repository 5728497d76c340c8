package io.vagus.server.config;

import java.util.Set;

/**
 * The words of nats-server's configuration that this node knows but does not serve. They are refused by name at start: a
 * node that ignored them would look protected, clustered or durable without being so.
 */
final class Unsupported {
    static final Set<String> ACCOUNT = Set.of("cluster_traffic", "nkey");

    private Unsupported() {}

    /** Refuses the field when it is one of these; false when it is none of them. */
    static boolean refuse(Set<String> words, String key, ConfigValue.Item item) {
        if (!words.contains(key)) {
            return false;
        }
        throw new ConfigException(item.position(), "field \"" + key + "\" is not supported by this server yet");
    }
}
