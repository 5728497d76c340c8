package io.vagus.account;

import io.vagus.subject.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What somebody may publish to, by rules alone: leave to answer requests comes on top. Immutable. */
public final class PublishRules {

    private final boolean unrestricted;
    private final boolean nothingByDefault;
    private final List<Pattern> allow;
    private final List<Pattern> deny;

    /** The compiled form of these permissions. */
    public PublishRules(Permissions permissions) {
        Permissions.Rules rules = permissions.publish();
        unrestricted = rules.isEmpty() && permissions.responses() == null;
        nothingByDefault = permissions.responses() != null && rules.allow().isEmpty();
        allow = rules.allow().stream().map(Pattern::of).toList();
        deny = rules.deny().stream().map(Pattern::of).toList();
    }

    /** Whether the rules let a message pass to this subject. */
    public boolean allows(byte[] subject) {
        if (unrestricted) {
            return true;
        }
        if (nothingByDefault) {
            return false;
        }
        Pattern wanted = Pattern.of(new String(subject, StandardCharsets.UTF_8));
        return (allow.isEmpty() || allow.stream().anyMatch(pattern -> pattern.matches(wanted)))
                && deny.stream().noneMatch(pattern -> pattern.matches(wanted));
    }
}
