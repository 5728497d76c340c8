package io.vagus.account.operator;

import io.vagus.account.Account;
import io.vagus.identity.AccountClaims;

/** Who puts claims of an account into effect beyond its limits and users. Called one change after the other. */
@FunctionalInterface
public interface ClaimsListener {
    /** These claims hold for the account from now on. Must not look up accounts. */
    void changed(Account account, AccountClaims claims);
}
