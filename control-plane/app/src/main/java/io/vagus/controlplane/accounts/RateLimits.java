package io.vagus.controlplane.accounts;

import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients may publish a second, all of the account and each connection, and how many subscriptions all connections may
 * have. -1 means no limit, an absent member keeps what is there. Vagus nodes enforce these; nats-server ignores them.
 */
public record RateLimits(
        @Min(-1) @Nullable Long messagesPerSecond,
        @Min(-1) @Nullable Long bytesPerSecond,
        @Min(-1) @Nullable Long connectionMessagesPerSecond,
        @Min(-1) @Nullable Long connectionBytesPerSecond,
        @Nullable RateExcess excess,
        @Min(-1) @Nullable Long accountSubscriptions) {

    /** No limit. */
    public static final RateLimits NONE = new RateLimits(-1L, -1L, -1L, -1L, RateExcess.DELAY, -1L);

    RateLimits or(RateLimits others) {
        return new RateLimits(
                Limits.either(messagesPerSecond, others.messagesPerSecond),
                Limits.either(bytesPerSecond, others.bytesPerSecond),
                Limits.either(connectionMessagesPerSecond, others.connectionMessagesPerSecond),
                Limits.either(connectionBytesPerSecond, others.connectionBytesPerSecond),
                Limits.either(excess, others.excess),
                Limits.either(accountSubscriptions, others.accountSubscriptions));
    }

    /** The tags of an account's token that Vagus nodes read these from (docs/configuration.md). */
    public List<String> tags() {
        List<String> tags = new ArrayList<>();
        tag(tags, "msgs_per_second", messagesPerSecond);
        tag(tags, "bytes_per_second", bytesPerSecond);
        tag(tags, "connection_msgs_per_second", connectionMessagesPerSecond);
        tag(tags, "connection_bytes_per_second", connectionBytesPerSecond);
        tag(tags, "max_account_subscriptions", accountSubscriptions);
        if (!tags.isEmpty() && excess == RateExcess.ERROR) {
            tags.add(AccountTags.RESERVED + "rate_excess:error");
        }
        return tags;
    }

    private static void tag(List<String> tags, String name, @Nullable Long limit) {
        if (limit != null && limit >= 0) {
            tags.add(AccountTags.RESERVED + name + ":" + limit);
        }
    }
}
