package io.vagus.monitoring;

import io.vagus.account.Accounts;
import io.vagus.account.operator.OperatorAccounts;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.Randomness;
import io.vagus.transport.InternalClient;
import io.vagus.transport.Node;
import io.vagus.transport.NodeEvents;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All of monitoring, to be wired in three steps: give {@link #events()} to the node, {@link #start} once the node is
 * there, {@link #close} before it stops.
 */
public final class Monitoring implements AutoCloseable {
    private final Accounts accounts;
    private final Supplier<MonitoringSettings> settings;
    private final Clock clock;
    private final Log log;
    private final ScheduledThreadPoolExecutor thread;
    private final SystemEvents events;
    private @Nullable HttpMonitor http;

    /** @param settings asked anew for each answer, so that a reload shows */
    public Monitoring(
            Accounts accounts, Supplier<MonitoringSettings> settings, Clock clock, Randomness randomness, Log log) {
        this.accounts = accounts;
        this.settings = settings;
        this.clock = clock;
        this.log = log;
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("vagus-system").factory());
        thread.setRemoveOnCancelPolicy(true);
        this.events = new SystemEvents(thread, randomness, log);
    }

    /** Hears of clients that come and go. */
    public NodeEvents events() {
        return events;
    }

    /**
     * Offers services and events in the system account, and HTTP where the settings say so.
     *
     * @param operator null without operator mode
     * @throws IOException when the HTTP port cannot be had
     */
    public synchronized void start(Node node, @Nullable OperatorAccounts operator) throws IOException {
        Monitored monitored = new Monitored(node, accounts, operator, settings, clock);
        ProcessUsage usage = new ProcessUsage();
        HttpRequestCounts counts = new HttpRequestCounts();
        Varz varz = new Varz(monitored, usage, counts);
        Statsz statsz = new Statsz(monitored, usage);
        ServerInfo serverInfo = new ServerInfo(monitored);
        InternalClient system = node.internalClient(accounts.system());
        if (operator != null) {
            new ClaimsService(operator, accounts.system().name(), system, serverInfo, log).start();
        }
        new SystemServices(monitored, system, serverInfo, varz, statsz, events).start(system);
        events.start(monitored, system, serverInfo, statsz);
        InetSocketAddress address = settings.get().http();
        if (address != null) {
            http = new HttpMonitor(monitored, address, settings.get().httpBasePath(), varz, counts, log);
        }
    }

    /** Where HTTP is served; null: nowhere. */
    public synchronized @Nullable InetSocketAddress httpAddress() {
        return http == null ? null : http.address();
    }

    /** Tells other servers and whoever listens that this one is about to go. */
    public void lameDuck() {
        events.farewell("LAMEDUCK");
    }

    /** Says good-bye in the system account and ends HTTP. */
    @Override
    public synchronized void close() {
        events.farewell("SHUTDOWN");
        thread.shutdownNow();
        if (http != null) {
            http.close();
            http = null;
        }
    }
}
