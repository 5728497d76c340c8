package io.vagus.monitoring;

import io.vagus.account.Accounts;
import io.vagus.account.operator.JwtStore;
import io.vagus.account.operator.OperatorAccounts;
import io.vagus.account.sharing.Shares;
import io.vagus.account.sharing.Sharing;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.Metrics;
import io.vagus.base.Randomness;
import io.vagus.jetstream.monitor.JetStreamView;
import io.vagus.monitoring.metrics.NodeMetrics;
import io.vagus.monitoring.otlp.OtlpExporter;
import io.vagus.monitoring.otlp.OtlpSettings;
import io.vagus.transport.InternalClient;
import io.vagus.transport.Node;
import io.vagus.transport.NodeEvents;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All of monitoring, to be wired in three steps: give {@link #events()} to the node, {@link #start} once the node is
 * there, {@link #close} before it stops.
 */
public final class Monitoring implements AutoCloseable {
    private final Accounts accounts;
    private final Supplier<MonitoringSettings> settings;
    private final ServerControl control;
    private final Metrics metrics;
    private final Clock clock;
    private final Randomness randomness;
    private final Log log;
    private final ScheduledThreadPoolExecutor thread;
    private final SystemEvents events;
    private volatile @Nullable JetStreamView jetStream;
    private volatile @Nullable Sharing sharing;
    private @Nullable HttpMonitor http;
    private @Nullable HttpMonitor profile;
    private @Nullable OtlpExporter exporter;

    /** For a node that nobody can make reload. */
    public Monitoring(
            Accounts accounts, Supplier<MonitoringSettings> settings, Clock clock, Randomness randomness, Log log) {
        this(
                accounts,
                settings,
                () -> {
                    throw new IOException("can only reload config when a file is provided using -c or --config");
                },
                new Metrics(),
                clock,
                randomness,
                log);
    }

    /**
     * Everything that monitoring needs before there is a node.
     *
     * @param settings asked anew for each answer, so that a reload shows
     * @param metrics what other parts of the node want shown
     */
    public Monitoring(
            Accounts accounts,
            Supplier<MonitoringSettings> settings,
            ServerControl control,
            Metrics metrics,
            Clock clock,
            Randomness randomness,
            Log log) {
        this.accounts = accounts;
        this.settings = settings;
        this.control = control;
        this.metrics = metrics;
        this.clock = clock;
        this.randomness = randomness;
        this.log = log;
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("vagus-system").factory());
        thread.setRemoveOnCancelPolicy(true);
        this.events = new SystemEvents(thread, randomness, log);
        metrics.counter(
                "system_events_dropped_total", "Events that were dropped since too many waited.", events::dropped);
    }

    /** Hears of clients that come and go. */
    public NodeEvents events() {
        return events;
    }

    /** Shows what accounts share from now on. */
    public void sharing(Sharing shown) {
        sharing = shown;
    }

    private Shares shares(String account) {
        Sharing shown = sharing;
        return shown == null ? Shares.NONE : shown.inEffect(account);
    }

    private boolean isComplete(String account) {
        Sharing shown = sharing;
        return shown == null || shown.isComplete(account);
    }

    /** Shows JetStream from now on; null: no more. */
    public void jetStream(@Nullable JetStreamView view) {
        jetStream = view;
    }

    /**
     * Offers services and events in the system account, and HTTP where the settings say so.
     *
     * @param operator null without operator mode
     * @throws IOException when the HTTP port cannot be had
     */
    public synchronized void start(Node node, @Nullable OperatorAccounts operator) throws IOException {
        Monitored monitored = new Monitored(
                node, accounts, operator, () -> jetStream, this::shares, this::isComplete, settings, clock);
        HttpRequestCounts counts = new HttpRequestCounts();
        Endpoints endpoints = Endpoints.of(monitored, new ProcessUsage(), counts, events::waiting);
        if (settings.get().systemAccount()) {
            startSystem(monitored, endpoints);
        }
        startHttp(endpoints, monitored, counts);
        OtlpSettings sent = settings.get().otlp();
        if (sent != null) {
            exporter = OtlpExporter.start(sent, node, numbers(monitored), metrics, clock, randomness, log);
        }
    }

    private NodeMetrics numbers(Monitored monitored) {
        return new NodeMetrics(monitored.node(), metrics, events::refusals, monitored.jetStream());
    }

    private void startSystem(Monitored monitored, Endpoints endpoints) {
        ServerInfo serverInfo = new ServerInfo(monitored);
        InternalClient system = monitored.node().internalClient(accounts.system());
        OperatorAccounts operator = monitored.operator();
        if (operator == null) {
            new UnclaimedAccounts(system, serverInfo, log).start();
        } else {
            startClaims(operator, system, serverInfo);
            Sharing offering = sharing;
            if (offering != null) {
                offering.standing(accounts.system().name(), AccountService.exports());
            }
        }
        PeerSubjects.listen(
                system, monitored.serverId(), monitored.node().identity().serverName());
        new SystemServices(monitored, system, serverInfo, endpoints, events, control).start();
        events.start(monitored, system, serverInfo, endpoints.statsz());
    }

    private void startClaims(OperatorAccounts operator, InternalClient system, ServerInfo serverInfo) {
        ResolverPeers peers = new ResolverPeers(
                operator,
                accounts.system(),
                system,
                new EventIds(randomness),
                operator.times().lookupTimeout(),
                log);
        new ClaimsService(operator, accounts.system().name(), system, serverInfo, peers, log).start();
        operator.peers(peers);
        if (operator.store().kind() == JwtStore.Kind.FULL) {
            peers.start();
            long millis = operator.times().interval().toMillis();
            thread.scheduleWithFixedDelay(peers::compare, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void startHttp(Endpoints endpoints, Monitored monitored, HttpRequestCounts counts) throws IOException {
        MonitoringSettings.HttpPort wanted = settings.get().http();
        if (wanted != null) {
            HttpEndpoints paths =
                    new HttpEndpoints(endpoints, monitored.node().identity().version());
            paths.addMetrics(numbers(monitored));
            http = new HttpMonitor(wanted, paths::find, counts, clock, log);
        }
        MonitoringSettings.HttpPort profiling = settings.get().profile();
        if (profiling != null) {
            profile = new HttpMonitor(profiling, new ProfileEndpoints()::find, counts, clock, log);
        }
    }

    /** Where HTTP is served; null: nowhere. */
    public synchronized @Nullable InetSocketAddress httpAddress() {
        return http == null ? null : http.address();
    }

    /** Where profiles are served; null: nowhere. */
    public synchronized @Nullable InetSocketAddress profileAddress() {
        return profile == null ? null : profile.address();
    }

    /** Tells other servers and whoever listens that this one is about to go. */
    public void lameDuck() {
        events.farewell("LAMEDUCK");
    }

    /** Says good-bye in the system account and ends HTTP. */
    @Override
    public synchronized void close() {
        events.farewell("SHUTDOWN");
        if (exporter != null) {
            exporter.close();
            exporter = null;
        }
        thread.shutdownNow();
        if (http != null) {
            http.close();
            http = null;
        }
        if (profile != null) {
            profile.close();
            profile = null;
        }
    }
}
