package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.base.Log;
import io.vagus.base.Randomness;
import io.vagus.protocol.ClosedReason;
import io.vagus.routing.Interest;
import io.vagus.routing.Match;
import io.vagus.transport.ConnectionInfo;
import io.vagus.transport.InternalClient;
import io.vagus.transport.NodeEvents;
import io.vagus.transport.tls.ocsp.CertificateFacts;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the system account hears without asking: clients that come, go or are turned away, each account's number of
 * connections when it changes and every half minute, the server's load, its end. Built and published on one thread of
 * its own; event loops only hand over. When more than {@link #MAX_WAITING} events wait, new ones are dropped: the beats
 * repeat what counts. Source: nats-server server/events.go.
 */
final class SystemEvents implements NodeEvents {
    /** Events that may wait to be published. */
    static final int MAX_WAITING = 65_536;

    private static final String CONNECT = "io.nats.server.advisory.v1.client_connect";
    private static final String DISCONNECT = "io.nats.server.advisory.v1.client_disconnect";
    private static final String ACCOUNT_CONNECTIONS = "io.nats.server.advisory.v1.account_connections";
    private static final String PEER_REJECTED = "io.nats.server.advisory.v1.ocsp_peer_reject";
    private static final String LINK_INVALID = "io.nats.server.advisory.v1.ocsp_peer_link_invalid";
    private static final String ACCOUNT_REFUSAL = "$SYS.ACCOUNT.CLIENT.AUTH.ERR";
    private static final Duration ACCOUNT_BEAT = Duration.ofSeconds(30);
    private static final Duration FIRST_STATSZ = Duration.ofMillis(250);
    private static final Duration STATSZ_BEAT = Duration.ofSeconds(10);

    private final ScheduledExecutorService thread;
    private final EventIds ids;
    private final Log log;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Map<Account, Beat> beats = new ConcurrentHashMap<>();
    private volatile @Nullable Started started;

    SystemEvents(ScheduledExecutorService thread, Randomness randomness, Log log) {
        this.thread = thread;
        this.ids = new EventIds(randomness);
        this.log = log;
    }

    /** What there is once the node is there. */
    private record Started(Monitored monitored, InternalClient system, ServerInfo serverInfo, Statsz statsz) {}

    /** From now on events are published; those of before are lost. */
    void start(Monitored monitored, InternalClient system, ServerInfo serverInfo, Statsz statsz) {
        started = new Started(monitored, system, serverInfo, statsz);
        monitored.accounts().forEachNowAndLater(account -> {
            if (!account.name().equals(Accounts.GLOBAL)) {
                account.onConnectionsChanged(this::connectionsChanged);
            }
        });
        scheduleStatsz(FIRST_STATSZ);
    }

    @Override
    public void connected(ConnectionInfo connection) {
        submit(to ->
                publish(to, "$SYS.ACCOUNT." + connection.account() + ".CONNECT", () -> connectEvent(to, connection)));
    }

    @Override
    public void disconnected(ConnectionInfo connection) {
        // Who was not let in counts as somebody of the global account.
        String account = connection.account() == null ? Accounts.GLOBAL : connection.account();
        submit(to -> publish(to, "$SYS.ACCOUNT." + account + ".DISCONNECT", () -> disconnectEvent(to, connection)));
    }

    @Override
    public void authenticationFailed(ConnectionInfo connection, String cause) {
        refusals.increment();
        log.debug(() -> connection.ip() + ":" + connection.port() + " - cid:" + connection.id() + " - " + cause);
        submit(to -> publish(
                to,
                "$SYS.SERVER." + to.monitored().serverId() + ".CLIENT.AUTH.ERR",
                () -> disconnectEvent(to, connection)));
    }

    @Override
    public void refusedByAccount(ConnectionInfo connection, String account, String reason) {
        submit(to -> {
            Account own = to.monitored().accounts().find(account);
            if (own != null && isHeard(own, ACCOUNT_REFUSAL)) {
                ObjectNode event = disconnectEvent(to, connection).put("reason", reason);
                if (event.path("client") instanceof ObjectNode client) {
                    client.put("acc", account);
                }
                to.monitored().node().internalClient(own).publish(ACCOUNT_REFUSAL, null, null, Json.compact(event));
            }
        });
    }

    @Override
    public void peerRejected(X509Certificate peer, String reason) {
        submit(to -> publish(to, "$SYS.SERVER." + to.monitored().serverId() + ".OCSP.PEER.CONN.REJECT", () -> {
            ObjectNode event = typed(to, PEER_REJECTED).put("kind", "Client");
            event.set("peer", certificate(peer));
            event.set("server", to.serverInfo().next());
            return event.put("reason", reason);
        }));
    }

    @Override
    public void linkInvalid(X509Certificate peer, X509Certificate link, String reason) {
        submit(to -> publish(to, "$SYS.SERVER." + to.monitored().serverId() + ".OCSP.PEER.LINK.INVALID", () -> {
            ObjectNode event = typed(to, LINK_INVALID);
            event.set("link", certificate(link));
            event.set("peer", certificate(peer));
            event.set("server", to.serverInfo().next());
            return event.put("reason", reason);
        }));
    }

    private ObjectNode typed(Started to, String type) {
        return Json.object()
                .put("type", type)
                .put("id", ids.next())
                .put("timestamp", to.monitored().now());
    }

    private static ObjectNode certificate(X509Certificate certificate) {
        ObjectNode node = Json.object();
        Json.putPresent(node, "subject", CertificateFacts.name(certificate.getSubjectX500Principal()));
        Json.putPresent(node, "issuer", CertificateFacts.name(certificate.getIssuerX500Principal()));
        node.put("fingerprint", CertificateFacts.fingerprint(certificate));
        try {
            return node.put("raw", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    /** Clients that were turned away since the start. */
    long refusals() {
        return refusals.sum();
    }

    /** Events that wait to be published. */
    int waiting() {
        return waiting.get();
    }

    /** Events that were dropped since too many waited. */
    long dropped() {
        return dropped.sum();
    }

    @Override
    public String serverInfo() {
        Started now = started;
        return now == null
                ? "{}"
                : new String(Json.compact(now.serverInfo().next()), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Publishes the server's load now. */
    void broadcastStatsz() {
        submit(this::publishStatsz);
    }

    /** Says a last thing, {@code LAMEDUCK} or {@code SHUTDOWN}; returns when said, or after a second. */
    void farewell(String event) {
        Future<?> said = submit(to -> publish(
                to,
                "$SYS.SERVER." + to.monitored().serverId() + "." + event,
                () -> to.serverInfo().next()));
        if (said == null) {
            return;
        }
        try {
            said.get(1, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException unsaid) {
            log.debug(() -> "The " + event + " event could not be published");
        }
    }

    private static ObjectNode accountConnections(
            Account account, ServerInfo serverInfo, Monitored monitored, String id) {
        ObjectNode event =
                Json.object().put("type", ACCOUNT_CONNECTIONS).put("id", id).put("timestamp", monitored.now());
        event.set("server", serverInfo.next());
        return AccountStatz.put(event, account);
    }

    /** The same as in a beat, for somebody who asks. */
    ObjectNode accountConnections(Account account, ServerInfo serverInfo, Monitored monitored) {
        return accountConnections(account, serverInfo, monitored, ids.next());
    }

    private void connectionsChanged(Account account) {
        beats.computeIfAbsent(account, Beat::new).now();
    }

    /** One account's beat: at once when asked for, and again as long as the account has connections. */
    private final class Beat {
        private final Account account;
        private final AtomicBoolean due = new AtomicBoolean();
        private @Nullable Future<?> next;

        private Beat(Account account) {
            this.account = account;
        }

        /** Many changes in a row make one event. */
        private void now() {
            if (due.compareAndSet(false, true) && submit(this::beat) == null) {
                due.set(false);
            }
        }

        private void beat(Started to) {
            due.set(false);
            if (next != null) {
                next.cancel(false);
            }
            next = account.connections() == 0 ? null : later(this::now, ACCOUNT_BEAT);
            Supplier<ObjectNode> event = () -> accountConnections(account, to.serverInfo(), to.monitored(), ids.next());
            publish(to, "$SYS.SERVER.ACCOUNT." + account.name() + ".CONNS", event);
            publish(to, "$SYS.ACCOUNT." + account.name() + ".SERVER.CONNS", event);
        }
    }

    private void scheduleStatsz(Duration interval) {
        later(
                () -> {
                    submit(this::publishStatsz);
                    Duration doubled = interval.plus(interval);
                    scheduleStatsz(doubled.compareTo(STATSZ_BEAT) > 0 ? STATSZ_BEAT : doubled);
                },
                interval);
    }

    private void publishStatsz(Started to) {
        publish(to, "$SYS.SERVER." + to.monitored().serverId() + ".STATSZ", () -> {
            ObjectNode event = Json.object();
            event.set("server", to.serverInfo().next());
            event.set("statsz", to.statsz().answer());
            return event;
        });
    }

    private ObjectNode connectEvent(Started to, ConnectionInfo connection) {
        ObjectNode event = typed(to, CONNECT);
        event.set("server", to.serverInfo().next());
        event.set("client", client(connection, null));
        return event;
    }

    private ObjectNode disconnectEvent(Started to, ConnectionInfo connection) {
        Instant stopped = connection.stopped() == null ? to.monitored().clock().now() : connection.stopped();
        ObjectNode event =
                Json.object().put("type", DISCONNECT).put("id", ids.next()).put("timestamp", GoText.time(stopped));
        event.set("server", to.serverInfo().next());
        event.set("client", client(connection, stopped));
        // As the client sees it: it sent what the server took in.
        Statsz.messages(
                event.putObject("sent"),
                connection.traffic().inMessages(),
                connection.traffic().inBytes());
        Statsz.messages(
                event.putObject("received"),
                connection.traffic().outMessages(),
                connection.traffic().outBytes());
        ClosedReason reason = connection.closedReason();
        return event.put("reason", (reason == null ? ClosedReason.AUTHENTICATION_VIOLATION : reason).text());
    }

    private static ObjectNode client(ConnectionInfo connection, @Nullable Instant stopped) {
        String account = connection.account() == null ? Accounts.GLOBAL : connection.account();
        ObjectNode client = Json.object()
                .put("start", GoText.time(connection.started()))
                .put("host", connection.ip())
                .put("id", connection.id())
                .put("acc", account);
        Json.putPresent(client, "user", connection.user().authorizedUser());
        Json.putPresent(client, "name", connection.name());
        Json.putPresent(client, "lang", connection.lang());
        Json.putPresent(client, "ver", connection.version());
        if (stopped != null) {
            Json.putPresent(client, "rtt", connection.roundTrip().toNanos());
            client.put("stop", GoText.time(stopped));
        }
        Json.putPresent(client, "jwt", Connz.shownJwt(connection.user().jwt()));
        Json.putPresent(client, "issuer_key", Connz.issuerKey(connection));
        Json.putPresent(
                client, "name_tag", connection.accountNameTag() == null ? account : connection.accountNameTag());
        Json.putPresent(client, "tags", connection.user().tags());
        client.put("kind", "Client").put("client_type", connection.session().type());
        Json.putPresent(client, "client_id", connection.session().mqttClient());
        return client;
    }

    /** The event is made only when somebody listens: making it costs more than all else. */
    private static void publish(Started to, String subject, Supplier<ObjectNode> event) {
        if (isHeard(to.monitored().accounts().system(), subject)) {
            to.system().publish(subject, null, null, Json.compact(event.get()));
        }
    }

    private static boolean isHeard(Account account, String subject) {
        byte[] bytes = subject.getBytes(StandardCharsets.UTF_8);
        Match match = new Match();
        account.interest().match(bytes, bytes.length, match, new Interest.Probe());
        return !match.isEmpty();
    }

    private interface Publication {
        void publish(Started to);
    }

    /** Null when it was dropped. */
    private @Nullable Future<?> submit(Publication publication) {
        Started to = started;
        if (to == null || waiting.incrementAndGet() > MAX_WAITING) {
            if (to != null) {
                waiting.decrementAndGet();
                dropped.increment();
            }
            return null;
        }
        try {
            return thread.submit(() -> {
                waiting.decrementAndGet();
                try {
                    publication.publish(to);
                } catch (RuntimeException e) {
                    log.error("System event could not be published: " + e);
                }
            });
        } catch (RejectedExecutionException stopped) {
            waiting.decrementAndGet();
            return null;
        }
    }

    private @Nullable Future<?> later(Runnable action, Duration delay) {
        try {
            return thread.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            return null;
        }
    }
}
