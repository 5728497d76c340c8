package io.vagus.account.local;

import io.vagus.account.AccountLimits;
import io.vagus.account.StreamAllowance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account in the configuration, with a subject space of its own.
 *
 * @param streams what it may keep in streams; null when it may not keep any
 */
public record LocalAccount(
        String name,
        List<LocalUser> users,
        AccountLimits limits,
        @Nullable StreamAllowance streams) {
    public LocalAccount {
        users = List.copyOf(users);
    }

    /** An account that may not keep streams. */
    public LocalAccount(String name, List<LocalUser> users, AccountLimits limits) {
        this(name, users, limits, null);
    }
}
