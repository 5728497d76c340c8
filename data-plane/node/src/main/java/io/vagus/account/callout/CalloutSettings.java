package io.vagus.account.callout;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authentication service, as the configuration names it.
 *
 * @param issuer the account key that signs its answers
 * @param account in which it listens
 * @param authUsers the users who are let in without it: the service itself
 * @param xkey the curve key its requests are sealed for; null sends them in clear
 * @param allowedAccounts whose users it decides about; empty: of all accounts
 */
public record CalloutSettings(
        String issuer,
        String account,
        List<String> authUsers,
        @Nullable String xkey,
        List<String> allowedAccounts) {
    public CalloutSettings {
        authUsers = List.copyOf(authUsers);
        allowedAccounts = List.copyOf(allowedAccounts);
    }

    /** Whether it decides about users of that account. */
    public boolean concerns(String accountName) {
        return allowedAccounts.isEmpty() || allowedAccounts.contains(accountName);
    }
}
