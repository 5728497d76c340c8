package io.vagus.account;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where and under which rules somebody publishes: what decides, together with a subject, who hears a message. Verdicts are
 * remembered per scope, so those who publish freely in one account share the account's own scope. Immutable.
 */
public final class PublishScope {

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final int id = NEXT.incrementAndGet();
    private final Account account;
    private final PublishRules rules;

    /** The scope of these permissions in an account. */
    PublishScope(Account account, Permissions permissions) {
        this.account = account;
        rules = new PublishRules(permissions);
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
        return rules.allows(subject);
    }
}
