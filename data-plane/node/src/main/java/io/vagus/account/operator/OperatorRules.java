package io.vagus.account.operator;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration adds to what tokens say.
 *
 * @param pinnedAccounts the only accounts whose users may connect; null for all
 * @param defaultSentinel the user JWT of clients who show none; null for none
 */
public record OperatorRules(
        @Nullable Set<String> pinnedAccounts, @Nullable String defaultSentinel) {

    /** Adds nothing. */
    public static final OperatorRules NONE = new OperatorRules(null, null);

    boolean isPinned(String accountKey) {
        return pinnedAccounts == null || pinnedAccounts.contains(accountKey);
    }
}
