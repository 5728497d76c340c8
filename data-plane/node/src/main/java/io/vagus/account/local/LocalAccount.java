package io.vagus.account.local;

import io.vagus.account.AccountLimits;
import java.util.List;

/** An account in the configuration, with a subject space of its own. */
public record LocalAccount(String name, List<LocalUser> users, AccountLimits limits) {
    public LocalAccount {
        users = List.copyOf(users);
    }
}
