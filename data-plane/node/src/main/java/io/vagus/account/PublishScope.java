package io.vagus.account;

import io.vagus.subject.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where and under which rules somebody publishes: what decides, together with a subject, who hears a message. Verdicts are
 * remembered per scope, so those who publish freely in one account share the account's own scope. Immutable.
 */
public final class PublishScope {

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final int id = NEXT.incrementAndGet();
    private final Account account;
    private final boolean unrestricted;
    private final boolean nothingByDefault;
    private final List<Pattern> allow;
    private final List<Pattern> deny;

    /** The scope of these permissions in an account. */
    PublishScope(Account account, Permissions permissions) {
        this.account = account;
        Permissions.Rules rules = permissions.publish();
        unrestricted = rules.isEmpty() && permissions.responses() == null;
        nothingByDefault = permissions.responses() != null && rules.allow().isEmpty();
        allow = rules.allow().stream().map(Pattern::of).toList();
        deny = rules.deny().stream().map(Pattern::of).toList();
    }

    /** The scope for somebody with these permissions. */
    public static PublishScope of(Account account, Permissions permissions) {
        return permissions.publish().isEmpty() && permissions.responses() == null
                ? account.openScope()
                : new PublishScope(account, permissions);
    }

    /** A number no other scope has; for hashing. */
    public int id() {
        return id;
    }

    public Account account() {
        return account;
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
