package io.vagus.server;

import io.vagus.account.Accounts;
import io.vagus.account.operator.DirectoryJwtStore;
import io.vagus.account.operator.JwtStore;
import io.vagus.account.operator.JwtStore.DeleteMode;
import io.vagus.account.operator.MemoryJwtStore;
import io.vagus.account.operator.OperatorAccounts;
import io.vagus.account.operator.TrustedOperators;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.server.config.ConfigException;
import io.vagus.server.config.NodeConfig.OperatorMode;
import io.vagus.server.config.NodeConfig.Resolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/** Makes what serves accounts below an operator, out of what the configuration says about it. */
final class OperatorSetup {
    private OperatorSetup() {}

    /** Checks every token that stands in the configuration. Errors: {@link ConfigException} with all that are not genuine. */
    static void check(OperatorMode mode) {
        List<String> problems = new ArrayList<>();
        try {
            TrustedOperators.of(mode.operatorJwts());
        } catch (IdentityException e) {
            problems.add("operator: " + e.getMessage());
        }
        for (Map.Entry<String, String> entry : mode.preload().entrySet()) {
            try {
                if (!Jwt.decode(entry.getValue(), AccountClaims.class).subject().equals(entry.getKey())) {
                    problems.add("resolver_preload: the account JWT for " + entry.getKey() + " is of another account");
                }
            } catch (IdentityException e) {
                problems.add("resolver_preload: invalid account JWT for " + entry.getKey() + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** The public key of the system account that the operator names, empty for none. */
    static String systemAccount(OperatorMode mode) {
        return TrustedOperators.of(mode.operatorJwts()).first().systemAccount();
    }

    /** Opens the store, puts preloaded accounts into it, and the accounts on top of it. */
    static OperatorAccounts open(
            OperatorMode mode, Accounts accounts, ScheduledExecutorService timer, Clock clock, Log log) {
        JwtStore store = store(mode.resolver(), log);
        mode.preload().forEach((accountKey, jwt) -> preload(store, accountKey, jwt));
        return new OperatorAccounts(TrustedOperators.of(mode.operatorJwts()), store, accounts, timer, clock, log);
    }

    private static JwtStore store(Resolver resolver, Log log) {
        return switch (resolver) {
            case Resolver.Memory() -> new MemoryJwtStore();
            case Resolver.Directory directory ->
                DirectoryJwtStore.open(directory.directory(), directory.limit(), deleteMode(directory), log);
        };
    }

    private static DeleteMode deleteMode(Resolver.Directory directory) {
        if (!directory.allowDelete()) {
            return DeleteMode.REFUSED;
        }
        return directory.hardDelete() ? DeleteMode.REMOVED : DeleteMode.RENAMED;
    }

    /** The store may hold a newer one, pushed by the control plane since the configuration was written. */
    private static void preload(JwtStore store, String accountKey, String jwt) {
        String stored = store.load(accountKey);
        if (stored == null || issuedAt(stored) < issuedAt(jwt)) {
            store.save(accountKey, jwt);
        }
    }

    private static long issuedAt(String jwt) {
        try {
            return Jwt.decode(jwt, AccountClaims.class).issuedAt();
        } catch (IdentityException damaged) {
            return Long.MIN_VALUE;
        }
    }
}
