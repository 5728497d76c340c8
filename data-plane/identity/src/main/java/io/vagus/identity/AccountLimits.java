package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the operator grants an account. -1 means no limit and zero means none: a token without limits allows nothing.
 *
 * @param jetStreamTiers limits per tier ({@code R1}, {@code R3}); when it has entries {@code jetStream} is not used
 */
public record AccountLimits(
        long subscriptions,
        long data,
        long payloadBytes,
        long imports,
        long exports,
        boolean wildcardExports,
        boolean bearerDisallowed,
        long connections,
        long leafNodes,
        JetStreamLimits jetStream,
        Map<String, JetStreamLimits> jetStreamTiers) {

    public static final long UNLIMITED_VALUE = -1;

    public static final AccountLimits UNLIMITED = new AccountLimits(
            UNLIMITED_VALUE,
            UNLIMITED_VALUE,
            UNLIMITED_VALUE,
            UNLIMITED_VALUE,
            UNLIMITED_VALUE,
            true,
            false,
            UNLIMITED_VALUE,
            UNLIMITED_VALUE,
            JetStreamLimits.DISABLED,
            Map.of());

    public AccountLimits {
        jetStreamTiers = Map.copyOf(jetStreamTiers);
    }

    public boolean isJetStreamEnabled() {
        return jetStreamTiers.isEmpty()
                ? jetStream.isEnabled()
                : jetStreamTiers.values().stream().anyMatch(JetStreamLimits::isEnabled);
    }

    static AccountLimits read(ObjectNode node) {
        Map<String, JetStreamLimits> tiers = new LinkedHashMap<>();
        Json.children(node, "tiered_limits").forEach((tier, limits) -> tiers.put(tier, JetStreamLimits.read(limits)));
        return new AccountLimits(
                Json.integer(node, "subs", 0),
                Json.integer(node, "data", 0),
                Json.integer(node, "payload", 0),
                Json.integer(node, "imports", 0),
                Json.integer(node, "exports", 0),
                Json.flag(node, "wildcards"),
                Json.flag(node, "disallow_bearer"),
                Json.integer(node, "conn", 0),
                Json.integer(node, "leaf", 0),
                tiers.isEmpty() ? JetStreamLimits.read(node) : JetStreamLimits.DISABLED,
                tiers);
    }

    void write(ObjectNode node) {
        Json.put(node, "subs", subscriptions);
        Json.put(node, "data", data);
        Json.put(node, "payload", payloadBytes);
        Json.put(node, "imports", imports);
        Json.put(node, "exports", exports);
        Json.put(node, "wildcards", wildcardExports);
        Json.put(node, "disallow_bearer", bearerDisallowed);
        Json.put(node, "conn", connections);
        Json.put(node, "leaf", leafNodes);
        jetStream.write(node);
        node.remove("tiered_limits");
        if (!jetStreamTiers.isEmpty()) {
            ObjectNode tiers = node.putObject("tiered_limits");
            jetStreamTiers.forEach((tier, limits) -> limits.write(tiers.putObject(tier)));
        }
    }

    void validate(Consumer<String> problems) {
        if (!jetStreamTiers.isEmpty() && !jetStream.equals(JetStreamLimits.DISABLED)) {
            problems.accept("JetStream Limits and tiered JetStream Limits are mutually exclusive");
        }
        if (jetStreamTiers.containsKey("")) {
            problems.accept("Tiered JetStream Limits can not contain a blank \"\" tier name");
        }
    }

    public AccountLimits withSubscriptions(long value) {
        return copy(value, data, payloadBytes, connections, leafNodes, bearerDisallowed, jetStream);
    }

    public AccountLimits withPayloadBytes(long value) {
        return copy(subscriptions, data, value, connections, leafNodes, bearerDisallowed, jetStream);
    }

    public AccountLimits withConnections(long value) {
        return copy(subscriptions, data, payloadBytes, value, leafNodes, bearerDisallowed, jetStream);
    }

    public AccountLimits withLeafNodes(long value) {
        return copy(subscriptions, data, payloadBytes, connections, value, bearerDisallowed, jetStream);
    }

    public AccountLimits withBearerDisallowed(boolean value) {
        return copy(subscriptions, data, payloadBytes, connections, leafNodes, value, jetStream);
    }

    public AccountLimits withJetStream(JetStreamLimits value) {
        return copy(subscriptions, data, payloadBytes, connections, leafNodes, bearerDisallowed, value);
    }

    private AccountLimits copy(
            long subs, long dataLimit, long payload, long conn, long leaf, boolean noBearer, JetStreamLimits stream) {
        return new AccountLimits(
                subs,
                dataLimit,
                payload,
                imports,
                exports,
                wildcardExports,
                noBearer,
                conn,
                leaf,
                stream,
                jetStreamTiers);
    }
}
