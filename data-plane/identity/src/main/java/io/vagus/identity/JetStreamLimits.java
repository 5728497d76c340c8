package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** JetStream limits of an account or of one of its tiers; zero storage means disabled, -1 means no limit. */
public record JetStreamLimits(
        long memoryStorageBytes,
        long diskStorageBytes,
        long streams,
        long consumers,
        long maxAckPending,
        long memoryMaxStreamBytes,
        long diskMaxStreamBytes,
        boolean maxBytesRequired) {

    public static final JetStreamLimits DISABLED = new JetStreamLimits(0, 0, 0, 0, 0, 0, 0, false);

    public boolean isEnabled() {
        return memoryStorageBytes != 0 || diskStorageBytes != 0;
    }

    static JetStreamLimits read(ObjectNode node) {
        return new JetStreamLimits(
                Json.integer(node, "mem_storage", 0),
                Json.integer(node, "disk_storage", 0),
                Json.integer(node, "streams", 0),
                Json.integer(node, "consumer", 0),
                Json.integer(node, "max_ack_pending", 0),
                Json.integer(node, "mem_max_stream_bytes", 0),
                Json.integer(node, "disk_max_stream_bytes", 0),
                Json.flag(node, "max_bytes_required"));
    }

    void write(ObjectNode node) {
        Json.put(node, "mem_storage", memoryStorageBytes);
        Json.put(node, "disk_storage", diskStorageBytes);
        Json.put(node, "streams", streams);
        Json.put(node, "consumer", consumers);
        Json.put(node, "max_ack_pending", maxAckPending);
        Json.put(node, "mem_max_stream_bytes", memoryMaxStreamBytes);
        Json.put(node, "disk_max_stream_bytes", diskMaxStreamBytes);
        Json.put(node, "max_bytes_required", maxBytesRequired);
    }
}
