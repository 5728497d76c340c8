package io.vagus.controlplane.users;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vagus.account.PublishRules;
import io.vagus.account.SubscribeRules;
import io.vagus.account.claims.ClaimedPermissions;
import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.permissions.SubjectRules;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.ScopeTemplate;
import io.vagus.identity.UserClaims;
import io.vagus.identity.UserLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a user with certain permissions may do certain things: decided by the rules of the node itself. */
public final class Preview {

    /** What somebody wants to do. */
    public enum Act {
        @JsonProperty("publish")
        PUBLISH,
        @JsonProperty("subscribe")
        SUBSCRIBE
    }

    /** A wish. */
    public record Check(Act act, String subject) {}

    /** Whether it would be granted. */
    public record Verdict(Act act, String subject, boolean allowed) {}

    /**
     * What came out.
     *
     * @param refused why the user could not connect at all; null: they could
     * @param permissions with every function filled in; null when refused
     */
    public record Result(@Nullable String refused, @Nullable Permissions permissions, List<Verdict> verdicts) {}

    private Preview() {}

    /** @param templated whether functions in subjects are filled in, as nodes do for users of a role */
    static Result of(
            Permissions permissions, boolean templated, UserClaims user, AccountClaims account, List<Check> checks) {
        io.vagus.identity.Permissions granted;
        try {
            granted = templated
                    ? ScopeTemplate.expand(UserLimits.UNLIMITED.withPermissions(permissions.toClaims()), user, account)
                            .permissions()
                    : permissions.toClaims();
        } catch (IdentityException e) {
            return new Result(
                    "a tag that a denied subject needs is missing: " + e.getMessage(),
                    null,
                    checks.stream()
                            .map(check -> new Verdict(check.act(), check.subject(), false))
                            .toList());
        }
        io.vagus.account.Permissions enforced = ClaimedPermissions.of(granted);
        PublishRules publish = new PublishRules(enforced);
        SubscribeRules subscribe = new SubscribeRules(enforced.subscribe());
        return new Result(
                null,
                new Permissions(rules(granted.publish()), rules(granted.subscribe()), permissions.allowResponses()),
                checks.stream()
                        .map(check -> new Verdict(check.act(), check.subject(), allows(publish, subscribe, check)))
                        .toList());
    }

    private static boolean allows(PublishRules publish, SubscribeRules subscribe, Check check) {
        byte[] subject = check.subject().getBytes(StandardCharsets.UTF_8);
        return check.act() == Act.PUBLISH ? publish.allows(subject) : subscribe.allows(subject, null);
    }

    private static SubjectRules rules(io.vagus.identity.SubjectRules rules) {
        return new SubjectRules(rules.allow(), rules.deny());
    }
}
