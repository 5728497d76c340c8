package io.vagus.account.claims;

import io.vagus.account.Permissions;
import io.vagus.identity.SubjectRules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** From the permissions that a token grants to those that the node enforces. */
public final class ClaimedPermissions {
    private static final int DEFAULT_RESPONSES = 1;
    private static final Duration DEFAULT_RESPONSE_TIME = Duration.ofMinutes(2);

    private ClaimedPermissions() {}

    /** What these claims allow. */
    public static Permissions of(io.vagus.identity.Permissions claimed) {
        return new Permissions(rules(claimed.publish()), rules(claimed.subscribe()), responses(claimed.responses()));
    }

    private static Permissions.Rules rules(SubjectRules rules) {
        return new Permissions.Rules(rules.allow(), rules.deny());
    }

    private static Permissions.@Nullable Responses responses(
            io.vagus.identity.Permissions.@Nullable ResponsePermission permission) {
        if (permission == null) {
            return null;
        }
        return new Permissions.Responses(
                permission.maxMessages() == 0 ? DEFAULT_RESPONSES : permission.maxMessages(),
                permission.ttl().isZero() ? DEFAULT_RESPONSE_TIME : permission.ttl());
    }
}
