package io.vagus.server.config;

import io.vagus.account.AccountLimits;
import io.vagus.account.FlowLimits;
import io.vagus.account.RateLimit;
import io.vagus.server.config.ConfigValue.Item;

/** Reads the limits of an account that nats-server does not know, which stand among those that it does. */
final class FlowReader {
    private long messages = AccountLimits.UNLIMITED;
    private long bytes = AccountLimits.UNLIMITED;
    private long connectionMessages = AccountLimits.UNLIMITED;
    private long connectionBytes = AccountLimits.UNLIMITED;
    private long subscriptions = AccountLimits.UNLIMITED;
    private RateLimit.Excess excess = RateLimit.Excess.DELAY;

    /** Takes a field of the block {@code limits}; false when it is none of these. */
    boolean field(String key, Item item) {
        switch (key) {
            case "msgs_per_second" -> messages = FieldReader.whole(item);
            case "bytes_per_second" -> bytes = FieldReader.whole(item);
            case "connection_msgs_per_second" -> connectionMessages = FieldReader.whole(item);
            case "connection_bytes_per_second" -> connectionBytes = FieldReader.whole(item);
            case "max_account_subscriptions" -> subscriptions = FieldReader.whole(item);
            case "rate_excess" -> excess = excess(item);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static RateLimit.Excess excess(Item item) {
        return switch (FieldReader.text(item)) {
            case "delay" -> RateLimit.Excess.DELAY;
            case "error" -> RateLimit.Excess.ERROR;
            default ->
                throw new ConfigException(
                        item.position(),
                        "rate_excess must be \"delay\" or \"error\", not \"" + FieldReader.text(item) + "\"");
        };
    }

    FlowLimits limits() {
        return new FlowLimits(
                new RateLimit(messages, bytes),
                new RateLimit(connectionMessages, connectionBytes),
                excess,
                subscriptions);
    }
}
