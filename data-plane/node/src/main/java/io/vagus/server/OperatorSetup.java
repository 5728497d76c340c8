package io.vagus.server;

import io.vagus.account.Accounts;
import io.vagus.account.operator.DirectoryJwtStore;
import io.vagus.account.operator.JwtStore;
import io.vagus.account.operator.JwtStore.DeleteMode;
import io.vagus.account.operator.MemoryJwtStore;
import io.vagus.account.operator.OperatorAccounts;
import io.vagus.account.operator.OperatorRules;
import io.vagus.account.operator.SyncTimes;
import io.vagus.account.operator.TrustedOperators;
import io.vagus.account.operator.UrlJwtStore;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import io.vagus.identity.OperatorClaims;
import io.vagus.identity.UserClaims;
import io.vagus.server.config.ConfigException;
import io.vagus.server.config.NodeConfig.Access;
import io.vagus.server.config.NodeConfig.OperatorMode;
import io.vagus.server.config.NodeConfig.Resolver;
import io.vagus.transport.NodeIdentity;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsException;
import io.vagus.transport.tls.TlsSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes what serves accounts below an operator, out of what the configuration says about it. */
final class OperatorSetup {
    private static final long SWEEP_SECONDS = 60;

    private OperatorSetup() {}

    /** Checks that everything fits together. Errors: {@link ConfigException} with nats-server's words for the first problem. */
    static void check(Access access) {
        OperatorMode mode = access.operator();
        if (mode == null) {
            return;
        }
        try {
            TrustedOperators operators = TrustedOperators.of(mode.operatorJwts(), mode.trustedKeys());
            for (Map.Entry<String, String> entry : mode.preload().entrySet()) {
                Jwt.decode(entry.getValue(), AccountClaims.class);
            }
            String problem = problem(access, mode, operators);
            if (problem != null) {
                throw new ConfigException(List.of(problem));
            }
        } catch (IdentityException malformed) {
            throw new ConfigException(List.of("invalid account JWT: " + malformed.getMessage()));
        }
    }

    private static @Nullable String problem(Access access, OperatorMode mode, TrustedOperators operators) {
        if (operators.all().isEmpty()) {
            return mode.defaultSentinel() == null ? null : "default sentinel requires operators and accounts";
        }
        String sentinel = mode.defaultSentinel() == null ? null : sentinelProblem(mode.defaultSentinel());
        if (sentinel != null) {
            return sentinel;
        }
        if (mode.resolver() == null) {
            return "operators require an account resolver to be configured";
        }
        if (!access.local().accounts().isEmpty()) {
            return "operators do not allow Accounts to be configured directly";
        }
        if (!access.local().users().isEmpty()) {
            return "operators do not allow users to be configured directly";
        }
        if (!mode.trustedKeys().isEmpty()) {
            return "conflicting options for 'TrustedKeys' and 'TrustedOperators'";
        }
        if (access.local().door().noAuthUser() != null) {
            return "no_auth_user not compatible with Trusted Operator";
        }
        return systemAccountProblem(access, mode, operators);
    }

    private static @Nullable String sentinelProblem(String jwt) {
        try {
            UserClaims user = Jwt.decode(jwt, UserClaims.class);
            boolean scoped = !user.issuerAccount().isEmpty() && user.hasNoLimits();
            return user.limits().bearer() || scoped ? null : "default sentinel must be a bearer token";
        } catch (IdentityException malformed) {
            return "default sentinel JWT not valid";
        }
    }

    private static @Nullable String systemAccountProblem(Access access, OperatorMode mode, TrustedOperators operators) {
        String configured = access.systemAccount();
        if (configured != null && !configured.isEmpty()) {
            boolean named = operators.all().stream()
                    .anyMatch(each -> !each.systemAccount().isEmpty());
            boolean same = operators.all().stream()
                    .anyMatch(each -> each.systemAccount().equals(configured));
            if (named && !same) {
                return "system_account in config and operator JWT must be identical";
            }
        } else if (operators.first().systemAccount().isEmpty() && isFedBySystemAccount(mode.resolver())) {
            return "using nats based account resolver - the system account needs to be specified in configuration or"
                    + " the operator jwt";
        }
        for (OperatorClaims operator : operators.all()) {
            String version = versionProblem(operator);
            if (version != null) {
                return version;
            }
        }
        for (String key : keys(operators)) {
            if (!Nkey.isValid(key, KeyKind.OPERATOR)) {
                return "trusted Keys \"" + key + "\" are required to be a valid public operator nkey";
            }
        }
        Set<String> pinned = mode.pinnedAccounts();
        for (String key : pinned == null ? Set.<String>of() : pinned) {
            if (!Nkey.isValid(key, KeyKind.ACCOUNT)) {
                return "pinned account key \"" + key + "\" is not a valid public account nkey";
            }
        }
        if (access.local().callout() != null) {
            return "operators do not allow authorization callouts to be configured directly";
        }
        if (isFedBySystemAccount(mode.resolver()) && !operators.hasKeys()) {
            return "no operator key found";
        }
        return null;
    }

    private static boolean isFedBySystemAccount(@Nullable Resolver resolver) {
        return resolver instanceof Resolver.Directory || resolver instanceof Resolver.Cache;
    }

    /** The keys that accounts may be signed by, in order. */
    static List<String> keys(OperatorMode mode) {
        Set<String> keys = new TreeSet<>(mode.trustedKeys());
        keys.addAll(keys(TrustedOperators.of(mode.operatorJwts(), List.of())));
        return List.copyOf(keys);
    }

    private static Set<String> keys(TrustedOperators operators) {
        Set<String> keys = new HashSet<>();
        for (OperatorClaims operator : operators.all()) {
            if (!operator.strictSigningKeyUsage()) {
                keys.add(operator.subject());
            }
            keys.addAll(operator.signingKeys());
        }
        return keys;
    }

    private static @Nullable String versionProblem(OperatorClaims operator) {
        String asserted = operator.assertServerVersion();
        if (asserted.isEmpty()) {
            return null;
        }
        String[] names = {"major", "minor", "update"};
        String[] wanted = asserted.split("\\.", -1);
        String[] own = NodeIdentity.COMPATIBLE_VERSION.split("\\.", -1);
        String operatorSays =
                "operator " + operator.subject() + " expects version " + asserted + " got error instead: ";
        if (wanted.length != names.length) {
            return operatorSays + "asserted server version must be of the form <major>.<minor>.<update>";
        }
        int[] numbers = new int[names.length];
        for (int i = 0; i < names.length; i++) {
            try {
                numbers[i] = Integer.parseInt(wanted[i]);
            } catch (NumberFormatException malformed) {
                return operatorSays + "asserted server version cant parse " + wanted[i] + " to int";
            }
            if (numbers[i] < 0) {
                return operatorSays + "asserted server version can'b contain negative values: " + asserted;
            }
        }
        for (int i = 0; i < names.length; i++) {
            int server = Integer.parseInt(own[i]);
            if (numbers[i] > server) {
                return "operator " + operator.subject() + " expected " + names[i] + " version " + numbers[i]
                        + " > server " + names[i] + " version " + server;
            }
            if (numbers[i] < server) {
                return null;
            }
        }
        return null;
    }

    /** The public key of the system account that the first operator names, empty for none. */
    static String systemAccount(OperatorMode mode) {
        TrustedOperators operators = TrustedOperators.of(mode.operatorJwts(), mode.trustedKeys());
        return operators.all().isEmpty() ? "" : operators.first().systemAccount();
    }

    /** What the configuration adds to the tokens; the system account can always connect. */
    static OperatorRules rules(OperatorMode mode, Accounts accounts) {
        Set<String> pinned = mode.pinnedAccounts();
        if (pinned != null) {
            pinned = new HashSet<>(pinned);
            pinned.add(accounts.system().name());
        }
        return new OperatorRules(pinned == null ? null : Set.copyOf(pinned), mode.defaultSentinel());
    }

    /** Opens the store, puts preloaded accounts into it, and the accounts on top of it. */
    static OperatorAccounts open(
            OperatorMode mode, Accounts accounts, ScheduledExecutorService timer, Clock clock, Log log) {
        JwtStore store = openStore(mode, clock, log);
        OperatorAccounts opened = new OperatorAccounts(
                TrustedOperators.of(mode.operatorJwts(), mode.trustedKeys()), store, accounts, timer, clock, log);
        use(store, opened, mode, timer, log);
        preload(opened, mode, log);
        if (mode.operatorJwts().size() == 1 && store.kind() != JwtStore.Kind.MEMORY) {
            SystemAccountStandIn.beginIfNeeded(opened, accounts.system().name(), timer, log);
        }
        return opened;
    }

    /** Errors: {@link ConfigException}. */
    static JwtStore openStore(OperatorMode mode, Clock clock, Log log) {
        Resolver resolver = mode.resolver();
        JwtStore store = store(resolver == null ? new Resolver.Memory() : resolver, clock, log);
        if (store.kind() == JwtStore.Kind.REMOTE && !mode.preload().isEmpty()) {
            throw new ConfigException(
                    List.of("resolver preloads only available for writeable resolver types MEM/DIR/CACHE_DIR"));
        }
        return store;
    }

    /** Takes accounts from that store from now on, and looks after it for as long. */
    static void use(
            JwtStore store, OperatorAccounts accounts, OperatorMode mode, ScheduledExecutorService timer, Log log) {
        accounts.use(store);
        accounts.times(times(mode.resolver()));
        if (store.kind() == JwtStore.Kind.FULL || store.kind() == JwtStore.Kind.CACHE) {
            timer.scheduleWithFixedDelay(
                    () -> {
                        if (accounts.store() == store) {
                            sweep(store, log);
                        }
                    },
                    0,
                    SWEEP_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    /** Puts the accounts that the configuration brings along into the store. */
    static void preload(OperatorAccounts accounts, OperatorMode mode, Log log) {
        mode.preload().forEach((accountKey, jwt) -> preload(accounts, accountKey, jwt, log));
    }

    private static SyncTimes times(@Nullable Resolver resolver) {
        if (resolver instanceof Resolver.Directory full) {
            return new SyncTimes(full.timeout(), full.interval());
        }
        return resolver instanceof Resolver.Cache cache
                ? new SyncTimes(cache.timeout(), SyncTimes.DEFAULT.interval())
                : SyncTimes.DEFAULT;
    }

    private static void sweep(JwtStore store, Log log) {
        try {
            store.sweep();
        } catch (JwtStore.JwtStoreException failed) {
            log.error("DirResolver - " + failed.getMessage());
        }
    }

    private static JwtStore store(Resolver resolver, Clock clock, Log log) {
        if (resolver instanceof Resolver.Url(String url, TlsSettings tls)) {
            return new UrlJwtStore(url, tls == null ? null : sockets(tls));
        }
        if (resolver instanceof Resolver.Cache cache) {
            return DirectoryJwtStore.cache(cache.directory(), cache.limit(), cache.timeToLive(), clock, log);
        }
        if (resolver instanceof Resolver.Directory directory) {
            return DirectoryJwtStore.open(directory.directory(), directory.limit(), deleteMode(directory), clock, log);
        }
        return new MemoryJwtStore();
    }

    private static SSLSocketFactory sockets(TlsSettings settings) {
        try {
            return TlsContext.load(settings, Runnable::run).clientSockets();
        } catch (TlsException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static DeleteMode deleteMode(Resolver.Directory directory) {
        if (!directory.allowDelete()) {
            return DeleteMode.REFUSED;
        }
        return directory.hardDelete() ? DeleteMode.REMOVED : DeleteMode.RENAMED;
    }

    /** The store may hold a newer one, pushed by the control plane since the configuration was written. */
    private static void preload(OperatorAccounts accounts, String accountKey, String jwt, Log log) {
        try {
            accounts.storeIfNewer(accountKey, jwt);
        } catch (IdentityException | JwtStore.JwtStoreException refused) {
            log.warn("Preloaded account [" + accountKey + "] not stored: " + refused.getMessage());
        }
    }
}
