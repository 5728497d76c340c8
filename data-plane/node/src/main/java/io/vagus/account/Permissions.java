package io.vagus.account;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user may publish and subscribe to.
 *
 * @param publish rules for subjects it publishes to
 * @param subscribe rules for subjects it subscribes to; an entry may be {@code "subject queue"}, whose queue part may hold wildcards
 * @param responses leave to answer requests it received, beyond {@code publish}; without any publish.allow it forbids all other publishing
 */
public record Permissions(
        Rules publish, Rules subscribe, @Nullable Responses responses) {

    /** Everything is allowed. */
    public static final Permissions ALL = new Permissions(Rules.ANY, Rules.ANY, null);

    /** Whether there is nothing to check. */
    public boolean allowsEverything() {
        return publish.isEmpty() && subscribe.isEmpty() && responses == null;
    }

    /**
     * Allowed and denied subject patterns. A subject passes when it matches {@code allow} (or that is empty) and does not match {@code deny}.
     */
    public record Rules(List<String> allow, List<String> deny) {

        /** No rule: everything passes. */
        public static final Rules ANY = new Rules(List.of(), List.of());

        public Rules {
            allow = List.copyOf(allow);
            deny = List.copyOf(deny);
        }

        public boolean isEmpty() {
            return allow.isEmpty() && deny.isEmpty();
        }
    }

    /**
     * Leave to publish to the reply subjects of received messages.
     *
     * @param maxMessages answers per request; negative means no limit
     * @param timeToLive how long after the request; zero or negative means no limit
     */
    public record Responses(int maxMessages, Duration timeToLive) {}
}
