package io.vagus.server;

import io.vagus.account.Accounts;
import io.vagus.account.callout.AuthCallout;
import io.vagus.account.callout.CalloutServer;
import io.vagus.account.local.Door;
import io.vagus.account.local.LocalAccess;
import io.vagus.account.local.LocalUser;
import io.vagus.account.local.Secret;
import io.vagus.account.operator.JwtStore;
import io.vagus.account.operator.OperatorAccounts;
import io.vagus.account.operator.OperatorAuthenticator;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.Metrics;
import io.vagus.base.Randomness;
import io.vagus.identity.AuthorizationRequestClaims;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import io.vagus.identity.NkeyPair;
import io.vagus.server.config.ConfigException;
import io.vagus.server.config.NodeConfig;
import io.vagus.server.config.NodeConfig.Access;
import io.vagus.server.config.NodeConfig.OperatorMode;
import io.vagus.server.config.Topology.Cluster;
import io.vagus.server.log.AuditLog;
import io.vagus.transport.Node;
import io.vagus.transport.NodeIdentity;
import io.vagus.transport.PortOptions;
import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.websocket.WebSocketOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts together who decides about logins, out of the configuration, at the start and at each reload. */
final class AccessSetup {
    private final Accounts accounts;
    private final Supplier<NodeConfig> config;
    private final ScheduledExecutorService timer;
    private final ExecutorService logins;
    private final Clock clock;
    private final Randomness randomness;
    private final Metrics metrics;
    private final Log log;
    private final AccessControl control;
    private final ServerXkey xkey;
    private final @Nullable NkeyPair serverKey;
    private final NodeIdentity identity;

    private @Nullable Node node;
    private @Nullable AuthCallout callout;
    private @Nullable AuditLog audit;
    private @Nullable OperatorAccounts operatorAccounts;
    private @Nullable OperatorAuthenticator operatorAuthenticator;

    /** @param config what is in effect whenever it is asked */
    AccessSetup(
            Accounts accounts,
            Supplier<NodeConfig> config,
            ScheduledExecutorService timer,
            ExecutorService logins,
            Clock clock,
            Randomness randomness,
            Metrics metrics,
            Log log) {
        this.accounts = accounts;
        this.config = config;
        this.timer = timer;
        this.logins = logins;
        this.clock = clock;
        this.randomness = randomness;
        this.xkey = ServerXkey.make(randomness);
        this.metrics = metrics;
        this.log = log;
        Access access = config.get().access();
        this.serverKey = access.operator() == null && access.local().callout() == null ? null : newServerKey();
        this.identity = newIdentity(config.get(), serverKey, randomness);
        this.control = new AccessControl(accounts, access.trustedProxies(), logins, this::callout, xkey);
    }

    private static NkeyPair newServerKey() {
        return NkeyPair.generate(KeyKind.SERVER, new SecureRandom());
    }

    /**
     * Where nothing is signed with it, the id has the form of a public server key but is only a name: making a real key
     * pair would take longer than all else before the port is bound.
     */
    private static NodeIdentity newIdentity(NodeConfig config, @Nullable NkeyPair key, Randomness randomness) {
        byte[] bytes = new byte[Nkey.KEY_BYTES];
        randomness.fill(bytes);
        String id = key == null
                ? Nkey.of(KeyKind.SERVER, bytes).toString()
                : key.publicKey().toString();
        String name = config.identity().name();
        return new NodeIdentity(
                id,
                name == null ? id : name,
                NodeIdentity.COMPATIBLE_VERSION,
                config.jetStream().enabled(),
                cluster(config, id),
                config.jetStream().domain());
    }

    /** A cluster that has a port and no name is called after its first server. */
    private static @Nullable String cluster(NodeConfig config, String id) {
        Cluster cluster = config.topology().cluster();
        return cluster.name() == null && cluster.port() != 0 ? id : cluster.name();
    }

    /** Who may connect, with what each listener asks for. */
    static LocalAccess local(NodeConfig config) {
        LocalAccess local = config.access().local();
        PortOptions port = config.options().clientPort();
        WebSocketOptions webSocket = port.webSocket();
        LocalAccess main = local.withDoor(local.door().withCertificatesMapped(mapsCertificates(port.tls())));
        if (webSocket == null) {
            return main;
        }
        WebSocketOptions.Access own = webSocket.access();
        return main.withWebsocketDoor(new Door(
                own.user(),
                own.password() == null ? LocalUser.NO_PASSWORD : new Secret(own.password()),
                own.token() == null ? null : new Secret(own.token()),
                own.noAuthUser(),
                false,
                mapsCertificates(webSocket.tls())));
    }

    private static boolean mapsCertificates(@Nullable TlsSettings tls) {
        return tls != null && tls.verifyAndMap();
    }

    AccessControl control() {
        return control;
    }

    NodeIdentity identity() {
        return identity;
    }

    /** Starts to decide by the configuration; null without an operator. */
    @Nullable
    OperatorAccounts open(Node opened) throws IOException {
        node = opened;
        Path auditFile = config.get().access().auditLog();
        if (auditFile != null) {
            audit = AuditLog.open(auditFile, clock, metrics, log);
            control.audit(audit);
        }
        Access access = config.get().access();
        OperatorMode mode = access.operator();
        if (mode == null) {
            control.use(local(config.get()));
            return null;
        }
        OperatorAccounts accountsBelow = OperatorSetup.open(mode, accounts, timer, clock, log);
        OperatorAuthenticator authenticator = new OperatorAuthenticator(
                accountsBelow, OperatorSetup.rules(mode, accounts), control.proxies(), callout(), logins, clock);
        if (audit != null) {
            accountsBelow.audit(audit);
        }
        operatorAccounts = accountsBelow;
        operatorAuthenticator = authenticator;
        control.use(authenticator);
        return accountsBelow;
    }

    /** Writes what is left to write. */
    void close() {
        AuditLog open = audit;
        if (open != null) {
            open.close();
        }
    }

    /** A changed configuration that can be put into effect. */
    @FunctionalInterface
    interface Change {
        void apply();
    }

    /**
     * Makes ready what a changed configuration needs, before anything of it is in effect; operators stay what they were.
     *
     * @throws ConfigException when it cannot be had
     */
    Change prepare(NodeConfig running, NodeConfig next) {
        OperatorMode before = running.access().operator();
        OperatorMode mode = next.access().operator();
        if (before == null || mode == null || Objects.equals(before.resolver(), mode.resolver())) {
            return () -> reload(running, next, null);
        }
        try {
            JwtStore store = OperatorSetup.openStore(mode, clock, log);
            return () -> reload(running, next, store);
        } catch (JwtStore.JwtStoreException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    private void reload(NodeConfig running, NodeConfig next, @Nullable JwtStore store) {
        Access before = running.access();
        Access changed = next.access();
        if (!changed.trustedProxies().equals(before.trustedProxies())) {
            control.trust(changed.trustedProxies());
        }
        OperatorMode mode = changed.operator();
        OperatorAccounts accountsBelow = operatorAccounts;
        OperatorAuthenticator authenticator = operatorAuthenticator;
        if (mode == null || accountsBelow == null || authenticator == null) {
            if (!local(next).equals(local(running))) {
                control.use(local(next));
            }
            return;
        }
        authenticator.use(OperatorSetup.rules(mode, accounts));
        if (store != null) {
            OperatorSetup.use(store, accountsBelow, mode, timer, log);
        }
        OperatorSetup.preload(accountsBelow, mode, log);
        accountsBelow.reload(mode.preload());
        accountsBelow.reload();
    }

    private AuthCallout callout() {
        AuthCallout present = callout;
        Node asking = node;
        if (present == null) {
            if (asking == null) {
                throw new IllegalStateException("no authentication service before the node is there");
            }
            CalloutServer server = new CalloutServer(
                    serverKey == null ? newServerKey() : serverKey,
                    this::description,
                    () -> config.get().options().authTimeout(),
                    xkey,
                    new SecureRandom());
            present = new AuthCallout(server, new NodeCallouts(asking, timer, randomness), logins, clock, log);
            callout = present;
        }
        return present;
    }

    private AuthorizationRequestClaims.Server description() {
        NodeConfig current = config.get();
        return new AuthorizationRequestClaims.Server(
                identity.serverName(),
                current.options().host(),
                identity.serverId(),
                identity.version(),
                identity.cluster(),
                current.identity().tags(),
                null);
    }
}
