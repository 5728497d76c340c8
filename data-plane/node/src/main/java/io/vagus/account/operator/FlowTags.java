package io.vagus.account.operator;

import io.vagus.account.AccountLimits;
import io.vagus.account.FlowLimits;
import io.vagus.account.RateLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits of an account that nats-server's claims have no field for, as tags of its JWT: {@code
 * vagus.msgs_per_second:N}, {@code vagus.bytes_per_second:N}, {@code vagus.connection_msgs_per_second:N}, {@code
 * vagus.connection_bytes_per_second:N}, {@code vagus.rate_excess:delay|error}, {@code vagus.max_account_subscriptions:N}.
 * Numbers are whole and not negative. A tag that says none of these has no meaning here; a limit that cannot be read
 * counts as 0, since an account must not gain from a mistake in its claims.
 */
final class FlowTags {

    private static final String PREFIX = "vagus.";

    private FlowTags() {}

    static FlowLimits read(List<String> tags) {
        return new FlowLimits(
                new RateLimit(number(tags, "msgs_per_second"), number(tags, "bytes_per_second")),
                new RateLimit(number(tags, "connection_msgs_per_second"), number(tags, "connection_bytes_per_second")),
                "error".equals(value(tags, "rate_excess")) ? RateLimit.Excess.ERROR : RateLimit.Excess.DELAY,
                number(tags, "max_account_subscriptions"));
    }

    private static long number(List<String> tags, String name) {
        String value = value(tags, name);
        if (value == null) {
            return AccountLimits.UNLIMITED;
        }
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : 0;
    }

    /** What stands behind a name; null without such a tag. */
    private static @Nullable String value(List<String> tags, String name) {
        String start = PREFIX + name + ":";
        return tags.stream()
                .filter(tag -> tag.startsWith(start))
                .findFirst()
                .map(tag -> tag.substring(start.length()))
                .orElse(null);
    }
}
