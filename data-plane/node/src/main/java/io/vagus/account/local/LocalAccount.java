package io.vagus.account.local;

import io.vagus.account.AccountLimits;
import io.vagus.account.Permissions;
import io.vagus.account.StreamAllowance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account in the configuration, with a subject space of its own.
 *
 * @param streams what it may keep in streams; null when it may not keep any
 * @param defaultPermissions of those who come in by an authentication service and bring none; null for none (users of
 *     the configuration have taken theirs over already)
 */
public record LocalAccount(
        String name,
        List<LocalUser> users,
        AccountLimits limits,
        @Nullable StreamAllowance streams,
        @Nullable Permissions defaultPermissions) {
    public LocalAccount {
        users = List.copyOf(users);
    }

    /** An account that may not keep streams. */
    public LocalAccount(String name, List<LocalUser> users, AccountLimits limits) {
        this(name, users, limits, null, null);
    }
}
