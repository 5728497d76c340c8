package io.vagus.server;

import io.vagus.account.Accounts;
import io.vagus.account.Authenticator;
import io.vagus.account.ConnectionType;
import io.vagus.account.local.Secret;
import io.vagus.account.operator.ClaimsSharing;
import io.vagus.account.operator.OperatorAccounts;
import io.vagus.account.sharing.Sharing;
import io.vagus.base.Clock;
import io.vagus.base.Metrics;
import io.vagus.base.Randomness;
import io.vagus.jetstream.JetStream;
import io.vagus.monitoring.Monitoring;
import io.vagus.monitoring.MonitoringSettings;
import io.vagus.server.ProcessFiles.Listener;
import io.vagus.server.config.CommandLine;
import io.vagus.server.config.ConfigException;
import io.vagus.server.config.ConfigSources;
import io.vagus.server.config.HostPort;
import io.vagus.server.config.NodeConfig;
import io.vagus.server.config.NodeConfig.ProcessPaths;
import io.vagus.server.config.Topology.Cluster;
import io.vagus.server.config.Topology.LeafNodes;
import io.vagus.server.log.ProcessLog;
import io.vagus.transport.BoundPort;
import io.vagus.transport.Node;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.PortOptions;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.websocket.WebSocketOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One server process from start to end. The clients' ports are bound before anything else that takes time, so that clients
 * find them while the rest comes up; pid and ports files come last, when all they tell of is true. Signals call its methods
 * from threads of their own: reloads run one at a time, stopping happens once.
 */
final class Server {
    private static final long CERTIFICATE_SECONDS = 5;

    private final CommandLine line;
    private final ConfigSources sources;
    private final ProcessLog log;
    private final StartLog startLog;
    private final ProcessFiles files;
    private final Clock clock;
    private final Metrics metrics = new Metrics();
    private final Randomness randomness;
    private final Accounts accounts;
    private final ScheduledExecutorService timer = WorkThreads.timer();
    private final ExecutorService logins = WorkThreads.logins();
    private final AccessSetup accessSetup;
    private final AccessControl access;
    private final Sharing sharing;
    private final Monitoring monitoring;
    private final Node node;
    private final AtomicBoolean lameDuck = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ReentrantLock reloading = new ReentrantLock();

    /** What is in effect; replaced whole by a reload. */
    private volatile NodeConfig config;

    private volatile Instant loaded;
    private final InetSocketAddress clients;
    private volatile @Nullable PeerPort clusterPort;
    private volatile @Nullable PeerPort leafPort;
    private volatile @Nullable InetSocketAddress webSockets;
    private boolean watchingCertificates;
    private volatile @Nullable JetStream jetStream;
    private @Nullable OperatorAccounts operatorAccounts;

    Server(
            CommandLine line,
            ConfigSources sources,
            NodeConfig config,
            BoundPort port,
            Clock clock,
            Randomness randomness,
            ProcessLog log,
            ProcessFiles files) {
        this.line = line;
        this.sources = sources;
        this.config = config;
        this.log = log;
        this.startLog = new StartLog(log);
        this.files = files;
        this.clock = clock;
        this.randomness = randomness;
        this.accounts = new Accounts(Configured.systemAccount(config));
        this.accessSetup = new AccessSetup(accounts, () -> this.config, timer, logins, clock, randomness, metrics, log);
        this.access = accessSetup.control();
        this.sharing = new Sharing(accounts, clock, randomness);
        this.loaded = clock.now();
        this.monitoring = new Monitoring(
                accounts, this::monitoringSettings, this::reloadOrRefuse, metrics, clock, randomness, log);
        this.node = new Node(
                accessSetup.identity(),
                config.options(),
                accounts,
                access,
                monitoring.events(),
                clock,
                randomness,
                log);
        node.serve(sharing);
        node.onCertificateRevoked(this::stopForRevocation);
        monitoring.sharing(sharing);
        this.clients = node.bind(port);
    }

    // --- start -------------------------------------------------------------------------------------------------

    /**
     * Binds the port of the clients, as the first thing of all: they find it while the rest comes up. Errors: what made it
     * impossible; the process has to end then.
     */
    static BoundPort bind(NodeConfig config) throws IOException {
        String unserved = config.topology().unserved();
        if (unserved != null) {
            throw new IOException("field \"" + unserved + "\" is not supported by this server yet");
        }
        NodeOptions options = config.options();
        try {
            return BoundPort.bind(options.host(), options.port());
        } catch (BindException e) {
            throw cannotListen("port", new HostPort(options.host(), options.port()), e);
        }
    }

    /** Starts every part, then tells others. Errors: what made it impossible; the process has to end then. */
    void start() throws IOException {
        webSockets = bindWebSocket();
        node.readCertificates();
        startLog.identity(config, node.identity());
        OperatorAccounts operator = accessSetup.open(node);
        if (operator == null) {
            SubjectSetup.apply(accounts, sharing, Map.of(), config.subjects());
        } else {
            operator.listen(new ClaimsSharing(operator, sharing, timer, clock, log));
        }
        operatorAccounts = operator;
        if (config.jetStream().enabled()) {
            startStreams();
        }
        startMonitoring(operator);
        openPeerPorts();
        node.start();
        watchCertificates();
        startLog.clients(config, clients);
        openWebSocket();
        writeFiles(config.paths());
        log.info("Server is ready");
        if (config.access().local().hasHashedSecrets()) {
            Thread.ofPlatform().daemon().name("vagus-warm-up").start(Secret::warmUp);
        }
    }

    private void startStreams() throws IOException {
        JetStreamSetup.Started started =
                JetStreamSetup.start(config, node, accounts, operatorAccounts, clock, randomness, log);
        jetStream = started.service();
        monitoring.jetStream(started.view());
    }

    /** Has streams as the configuration says: those that were in the store before are there again. */
    private void reloadStreams() {
        JetStream running = jetStream;
        boolean wanted = config.jetStream().enabled();
        if (running != null && wanted) {
            running.update(config.jetStream());
        } else if (running != null) {
            log.info("Initiating JetStream Shutdown...");
            jetStream = null;
            monitoring.jetStream(null);
            running.stop();
            log.info("JetStream Shutdown");
        } else if (wanted) {
            try {
                startStreams();
            } catch (IOException | RuntimeException e) {
                log.error("Can't start JetStream: " + e.getMessage());
            }
        }
        node.offersStreams(jetStream != null);
    }

    private void startMonitoring(@Nullable OperatorAccounts operator) throws IOException {
        ShownSettings.check(config);
        HostPort wanted = config.monitoring().address(config.options().host());
        try {
            monitoring.start(node, operator);
        } catch (BindException e) {
            throw cannotListen("monitor port", wanted, e);
        }
        InetSocketAddress http = monitoring.httpAddress();
        if (http != null && wanted != null) {
            log.info("Starting " + monitoringScheme() + " monitor on " + StartLog.text(wanted.host(), http));
        }
        InetSocketAddress profile = monitoring.profileAddress();
        if (profile != null) {
            log.info("profiling port: " + profile.getPort());
        }
    }

    private String monitoringScheme() {
        return config.monitoring().port() == 0 ? "https" : "http";
    }

    private void openPeerPorts() throws IOException {
        LeafNodes leafNodes = config.topology().leafNodes();
        if (leafNodes != null && leafNodes.port() != 0) {
            leafPort = PeerPort.leafNodes(leafNodes, node.identity(), log);
        }
        Cluster cluster = config.topology().cluster();
        if (cluster.port() != 0) {
            clusterPort = PeerPort.routes(cluster, node.identity(), log);
        }
    }

    private MonitoringSettings monitoringSettings() {
        return new ShownSettings(
                        config,
                        loaded,
                        access.threshold(ConnectionType.STANDARD) != Authenticator.Threshold.FREE,
                        clients,
                        webSockets,
                        addressOf(clusterPort),
                        addressOf(leafPort),
                        node.clientTls(),
                        node.webSocketTls())
                .settings(this::sslContext);
    }

    private SSLContext sslContext() {
        TlsContext tls = node.clientTls();
        if (tls == null) {
            throw new IllegalStateException("HTTPS is served without TLS");
        }
        return tls.sslContext();
    }

    /** Certificates are read again soon after their files changed, without anybody asking for it. */
    private void watchCertificates() {
        if (!watchingCertificates && config.options().clientPort().usesTls()) {
            watchingCertificates = true;
            timer.scheduleWithFixedDelay(
                    node::refreshCertificates, CERTIFICATE_SECONDS, CERTIFICATE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static IOException cannotListen(String what, @Nullable HostPort address, BindException cause) {
        String reason = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return new IOException(
                "Error listening on " + what + ": " + address + ", \"listen tcp " + address + ": bind: " + reason
                        + "\"",
                cause);
    }

    private @Nullable InetSocketAddress bindWebSocket() throws IOException {
        try {
            return node.bindWebSocket();
        } catch (BindException e) {
            throw new IOException("Unable to listen for websocket connections: " + e.getMessage(), e);
        }
    }

    private void openWebSocket() throws IOException {
        WebSocketOptions options = config.options().clientPort().webSocket();
        InetSocketAddress bound = node.openWebSocket();
        if (bound != null && options != null) {
            startLog.webSockets(webSocketScheme(), options, bound);
        }
    }

    private String webSocketScheme() {
        WebSocketOptions options = config.options().clientPort().webSocket();
        return options != null && options.tls() != null ? "wss" : "ws";
    }

    private void writeFiles(ProcessPaths paths) throws IOException {
        Path pidFile = paths.pidFile();
        if (pidFile != null) {
            files.writePid(pidFile);
        }
        files.removePorts();
        Path portsFileDirectory = paths.portsFileDirectory();
        if (portsFileDirectory != null) {
            files.writePorts(portsFileDirectory, listeners());
        }
    }

    private Map<String, Listener> listeners() {
        Map<String, Listener> listeners = new LinkedHashMap<>();
        PortOptions port = config.options().clientPort();
        boolean tlsOnly = port.tls() != null && !port.allowNonTls();
        addListener(listeners, "nats", tlsOnly ? "tls" : "nats", clients);
        addListener(listeners, "monitoring", monitoringScheme(), monitoring.httpAddress());
        addListener(listeners, "cluster", "nats", addressOf(clusterPort));
        addListener(listeners, "profile", "http", monitoring.profileAddress());
        addListener(listeners, "websocket", webSocketScheme(), webSockets);
        return listeners;
    }

    private static void close(@Nullable PeerPort port) {
        if (port != null) {
            port.close();
        }
    }

    private static @Nullable InetSocketAddress addressOf(@Nullable PeerPort port) {
        return port == null ? null : port.address();
    }

    private static void addListener(
            Map<String, Listener> listeners, String list, String scheme, @Nullable InetSocketAddress address) {
        if (address != null) {
            listeners.put(list, new Listener(scheme, address));
        }
    }

    // --- signals -----------------------------------------------------------------------------------------------

    /** Ends quickly: connections are closed without waiting for anybody. */
    void stop() {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        log.info("Initiating Shutdown...");
        monitoring.close();
        close(clusterPort);
        close(leafPort);
        // First, so that those who wait for messages hear that the server ends.
        JetStream streams = jetStream;
        if (streams != null) {
            streams.stop();
        }
        node.stop();
        timer.shutdownNow();
        logins.shutdownNow();
        accessSetup.close();
        exit();
    }

    /** The thread that tells of it ends with the server, which must not wait for itself. */
    private void stopForRevocation() {
        Thread.ofPlatform().name("vagus-revoked").start(this::stop);
    }

    /** As {@link #stop}, unless the lame duck mode is already bringing the end about. */
    void terminate() {
        if (!lameDuck.get()) {
            stop();
        }
    }

    /** Takes no more clients, has those there are move elsewhere bit by bit, then ends. */
    void lameDuck() {
        if (stopping.get() || !lameDuck.compareAndSet(false, true)) {
            return;
        }
        log.info("Entering lame duck mode, stop accepting new clients");
        monitoring.lameDuck();
        node.lameDuck().whenComplete((done, failure) -> {
            if (failure != null) {
                log.error("Lame duck mode failed: " + failure.getMessage());
            }
            stop();
        });
    }

    private void exit() {
        files.removePorts();
        log.info("Server Exiting..");
        stopped.countDown();
    }

    /** Waits for the end of the server, whatever brings it about. */
    void awaitStop() {
        boolean ended = false;
        while (!ended) {
            try {
                stopped.await();
                ended = true;
            } catch (InterruptedException e) {
                // Nobody interrupts the main thread for a reason of ours: wait on.
                log.debug(() -> "Interrupted while waiting for the end");
            }
        }
    }

    /** Opens the log file anew. */
    void reopenLog() {
        if (!log.isFile()) {
            log.info("File log re-open ignored, not a file logger");
            return;
        }
        try {
            log.reopen();
            log.info("File log re-opened");
        } catch (IOException e) {
            log.error("File log could not be re-opened: " + e.getMessage());
        }
    }

    /** Reads the configuration again and puts it into effect as a whole, or says why not and changes nothing. */
    void reload() {
        try {
            reloadOrRefuse();
        } catch (IOException e) {
            log.error("Failed to reload server configuration: " + e.getMessage());
        }
    }

    private void reloadOrRefuse() throws IOException {
        reloading.lock();
        try {
            applyChanges();
            NodeConfig.Source source = config.source();
            log.info("Reloaded server configuration" + (source == null ? "" : " (" + source.digest() + ")"));
        } catch (ConfigException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            reloading.unlock();
        }
    }

    private void applyChanges() throws IOException {
        if (line.configFile() == null) {
            throw new ConfigException(List.of("can only reload config when a file is provided using -c or --config"));
        }
        NodeConfig changed = Configured.read(line, sources);
        BoundPorts ports = new BoundPorts(clients, webSockets, addressOf(clusterPort), addressOf(leafPort));
        List<String> changes = Reload.check(ports.appliedTo(config), ports.appliedTo(changed));
        AccessSetup.Change access = accessSetup.prepare(config, changed);
        changes.forEach(log::info);
        if (!changed.logging().equals(config.logging())) {
            log.change(Configured.logSettings(changed));
        }
        node.updateOptions(changed.options());
        new ReloadedConnections(node, log).settle(config, changed);
        if (!changed.paths().equals(config.paths())) {
            writeFiles(changed.paths());
        }
        if (changed.access().operator() == null) {
            SubjectSetup.apply(accounts, sharing, config.subjects(), changed.subjects());
        }
        config = changed;
        access.apply();
        reloadStreams();
        loaded = clock.now();
        watchCertificates();
    }
}
