package io.vagus.billing.service.metering;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the NATS servers for their accounts' counters and listens to what they say of their own accord.
 *
 * <p>A question is published and whoever answers, answers: nothing is waited for, since an answer that comes late, twice
 * or never changes no total. nats-server leaves accounts without connections out of the ordinary answer, so all of them
 * are asked for after each connect and then at longer intervals. A node or a credentials file that is not there yet is
 * tried again for ever.
 *
 * <p>Owned by its thread; a new connection tells it through the volatile fields.
 */
@ApplicationScoped
public class NatsSampler {

    static final String STATISTICS = "$SYS.REQ.ACCOUNT.PING.STATZ";
    static final String CONNECTIONS = "$SYS.ACCOUNT.*.SERVER.CONNS";

    /** Messages and bytes that may wait for their turn to be read; more are dropped, and come again. */
    static final long MAX_WAITING_MESSAGES = 10_000;

    static final long MAX_WAITING_BYTES = 32L << 20;
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    static final Duration RETRY = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(NatsSampler.class);
    private static final byte[] ACCOUNTS_IN_USE = "{\"include_unused\":false}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ALL_ACCOUNTS = "{\"include_unused\":true}".getBytes(StandardCharsets.US_ASCII);

    private final NatsConfig nats;
    private final SamplingConfig sampling;
    private final MeteringIntake intake;
    private final InstantSource clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean allDue;
    private volatile @Nullable Link link;
    private Instant allAskedAt = Instant.EPOCH;
    private volatile String waitingFor = "";

    NatsSampler(NatsConfig nats, SamplingConfig sampling, MeteringIntake intake, InstantSource clock) {
        this.nats = nats;
        this.sampling = sampling;
        this.intake = intake;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        Thread.ofPlatform().daemon().name("nats-sampler").start(this::run);
    }

    void stop(@Observes ShutdownEvent stopped) throws InterruptedException {
        stopping.countDown();
        Link last = link;
        if (last != null) {
            last.connection().close();
        }
    }

    private void run() {
        try {
            while (stopping.getCount() > 0) {
                Duration pause = sample() ? sampling.sampleInterval() : RETRY;
                if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException stopped) {
            LOG.debug("stopped");
        }
    }

    /** @return whether a question was asked */
    private boolean sample() throws InterruptedException {
        try {
            Link current = connected();
            if (current == null || current.connection().getStatus() != Connection.Status.CONNECTED) {
                return false;
            }
            ask(current);
            return true;
        } catch (IOException | RuntimeException failure) {
            LOG.debugf("no node: %s", failure.getClass().getSimpleName());
            waitFor("a node");
            return false;
        }
    }

    private void ask(Link current) {
        Instant now = clock.instant();
        boolean all = allDue || !now.isBefore(allAskedAt.plus(sampling.sweepInterval()));
        if (all) {
            allDue = false;
            allAskedAt = now;
        }
        current.connection().publish(STATISTICS, current.inbox(), all ? ALL_ACCOUNTS : ACCOUNTS_IN_USE);
    }

    private @Nullable Link connected() throws IOException, InterruptedException {
        Link current = link;
        if (current != null && current.connection().getStatus() != Connection.Status.CLOSED) {
            return current;
        }
        if (nats.creds().filter(file -> !Files.isReadable(file)).isPresent()) {
            waitFor("the credentials file");
            return null;
        }
        Link fresh = Link.open(Nats.connect(options()), this::statistics, this::connections);
        link = fresh;
        return fresh;
    }

    private Options options() {
        Options.Builder options = new Options.Builder()
                .servers(nats.urls().toArray(String[]::new))
                .connectionName("vagus-billing")
                .connectionTimeout(CONNECT_TIMEOUT)
                .maxReconnects(-1)
                .reconnectWait(RETRY)
                .connectionListener(this::connectionChanged)
                .errorListener(new NatsTroubles());
        nats.creds().ifPresent(file -> options.authHandler(Nats.credentials(file.toString())));
        return options.build();
    }

    private void connectionChanged(Connection connection, ConnectionListener.Events event) {
        switch (event) {
            case CONNECTED, RECONNECTED -> {
                waitingFor = "";
                allDue = true;
                LOG.infof(
                        "metering: connected to server %s",
                        connection.getServerInfo().getServerName());
            }
            case DISCONNECTED -> waitFor("a node");
            default -> LOG.debugf("connection: %s", event);
        }
    }

    private void statistics(Message message) {
        if (!message.isStatusMessage()) {
            intake.statistics(message.getData());
        }
    }

    private void connections(Message message) {
        intake.connections(message.getData());
    }

    /** Says once what is missing. */
    private void waitFor(String what) {
        if (!what.equals(waitingFor)) {
            LOG.infof("metering waits for %s", what);
            waitingFor = what;
        }
    }

    /** A connection with the inbox to which servers answer. */
    private record Link(Connection connection, String inbox) {

        static Link open(Connection connection, Consumer<Message> statistics, Consumer<Message> connections) {
            Link link = new Link(connection, connection.createInbox());
            Dispatcher dispatcher = connection.createDispatcher();
            dispatcher.setPendingLimits(MAX_WAITING_MESSAGES, MAX_WAITING_BYTES);
            dispatcher.subscribe(link.inbox(), statistics::accept);
            dispatcher.subscribe(CONNECTIONS, connections::accept);
            return link;
        }
    }
}
