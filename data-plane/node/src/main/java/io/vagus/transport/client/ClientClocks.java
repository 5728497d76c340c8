package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vagus.base.Limits;
import io.vagus.protocol.ClosedReason;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.PortOptions;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.Outbound;
import io.vagus.transport.link.Timer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of one connection once its protocol has begun: the login's end, PING, the user's expiry, a stall, the write
 * deadline. Owned by the connection's loop, which alone sets and reads them; monitoring may see the figures a moment late.
 */
final class ClientClocks {

    private static final byte[] PING = "PING\r\n".getBytes(US_ASCII);
    private static final long FIRST_PING_NANOS = 2_000_000_000L;
    static final long NEVER = Long.MAX_VALUE;

    private final ClientConnection connection;
    private final ClientService service;
    private final Entrance entrance;
    private final EventLoop loop;
    private final Outbound outbound;
    private final Timer timer;
    private final Instant started;
    private final long startedNanos;
    private long lastActivityNanos;

    private long authenticationDue = NEVER;
    private long pingDue = NEVER;
    private long expiryDue = NEVER;
    private long stalledUntil = NEVER;
    private long writeCheckDue = NEVER;
    private long pingSentNanos;
    private int pingsOut;
    private long roundTripNanos;
    private boolean measured;
    private long stalls;

    ClientClocks(
            ClientConnection connection, ClientService service, Entrance entrance, EventLoop loop, Outbound outbound) {
        this.connection = connection;
        this.service = service;
        this.entrance = entrance;
        this.loop = loop;
        this.outbound = outbound;
        this.timer = loop.newTimer(connection);
        this.started = service.clock().now();
        this.startedNanos = service.clock().nanos();
        this.lastActivityNanos = startedNanos;
    }

    // --- the timer -----------------------------------------------------------------------------------------------

    /** Wakes the connection when the next of them is due. */
    void arm() {
        arm(nextDue());
    }

    /** Wakes the connection at this time. */
    void arm(long due) {
        if (due == NEVER) {
            loop.cancel(timer);
        } else {
            loop.set(timer, due);
        }
    }

    void cancel() {
        loop.cancel(timer);
    }

    private long nextDue() {
        return Math.min(
                Math.min(authenticationDue, pingDue), Math.min(Math.min(expiryDue, stalledUntil), writeCheckDue));
    }

    /** Does what is due. */
    void onTimer(long now) {
        if (now >= authenticationDue) {
            connection.closeNow(ClosedReason.AUTHENTICATION_TIMEOUT, "Authentication Timeout");
        } else if (now >= expiryDue) {
            connection.closeNow(ClosedReason.AUTHENTICATION_EXPIRED, "User Authentication Expired");
        } else {
            checkStall(now);
            checkWrites(now);
            checkPing(now);
        }
    }

    // --- the login -----------------------------------------------------------------------------------------------

    /** The client has to log in before the port's time is over. */
    void awaitLogin() {
        authenticationDue =
                loop.clock().nanos() + entrance.authTimeout(service.options()).toNanos();
    }

    void loginCame() {
        authenticationDue = NEVER;
    }

    /** The user's time ends then; null for never. */
    void expireAt(@Nullable Instant end) {
        expiryDue = expiryOf(end);
    }

    private long expiryOf(@Nullable Instant end) {
        if (end == null) {
            return NEVER;
        }
        Duration left = Duration.between(service.clock().now(), end);
        return loop.clock().nanos()
                + Math.max(0, Math.min(left.toMillis(), Duration.ofDays(3650).toMillis()) * 1_000_000);
    }

    // --- stalls --------------------------------------------------------------------------------------------------

    /** Whether nothing is read for a while. */
    boolean isStalled() {
        return stalledUntil != NEVER;
    }

    /** How often a receiver far behind has held it back. */
    long stalls() {
        return stalls;
    }

    /** Reads nothing for so long; zero for no delay. */
    void delay(long nanos) {
        if (nanos > 0) {
            stalledUntil = loop.clock().nanos() + nanos;
            connection.updateInterest();
            connection.arm();
        }
    }

    /** Reads no more for a while when a receiver of what was just sent is far behind. */
    void holdBack() {
        Outbound laggard = loop.takeLaggard();
        if (laggard == null
                || !connection.isOpen()
                || stalledUntil != NEVER
                || service.options().noFastProducerStall()) {
            return;
        }
        if (laggard.isFarBehind()) {
            stalls++;
            service.countStall();
        }
        stalledUntil = loop.clock().nanos() + laggard.stallNanos();
        connection.updateInterest();
        connection.arm();
    }

    private void checkStall(long now) {
        if (now >= stalledUntil) {
            stalledUntil = NEVER;
            connection.updateInterest();
        }
    }

    // --- writing -------------------------------------------------------------------------------------------------

    /** Whether bytes wait for the socket to take them. */
    boolean isWaitingToWrite() {
        return writeCheckDue != NEVER;
    }

    /** Writes what waits, now that the socket takes more. */
    void onWritable() {
        if (!connection.isClosed() && outbound.drain(drainBytes())) {
            writeCheckDue = NEVER;
            connection.updateInterest();
            if (outbound.pendingBytes() > 0) {
                watchPending();
            }
        }
    }

    private int drainBytes() {
        return connection.publishing().sharesLoop() ? Limits.SHARED_DRAIN_BYTES : Limits.DRAIN_BYTES;
    }

    /** Bytes wait to be written: the socket is watched and so is the write deadline. */
    void watchPending() {
        if (!connection.isClosed() && writeCheckDue == NEVER) {
            long now = loop.clock().nanos();
            outbound.isOverdue(now, NEVER);
            writeCheckDue = now + checkInterval();
            connection.updateInterest();
            connection.arm();
        }
    }

    private long checkInterval() {
        return Math.max(1_000_000, service.options().writeDeadline().toNanos() / 8);
    }

    private void checkWrites(long now) {
        if (now < writeCheckDue) {
            return;
        }
        NodeOptions nodeOptions = service.options();
        if (!outbound.isOverdue(now, nodeOptions.writeDeadline().toNanos())) {
            writeCheckDue = now + checkInterval();
        } else if (nodeOptions.clientPort().writeTimeout() == PortOptions.WriteTimeout.RETRY
                && outbound.startDeadlineAnew(now)) {
            service.countSlow(connection);
            writeCheckDue = now + checkInterval();
        } else {
            connection.closeNow(ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE, null);
        }
    }

    // --- PING ----------------------------------------------------------------------------------------------------

    void startPings() {
        pingDue = loop.clock().nanos()
                + Math.min(
                        FIRST_PING_NANOS,
                        entrance.pingInterval(service.options()).toNanos());
    }

    /** Bytes came; the time. */
    long heard() {
        long now = loop.clock().nanos();
        lastActivityNanos = now;
        return now;
    }

    void onPong() {
        pingsOut = 0;
        if (pingSentNanos != 0) {
            roundTripNanos = Math.max(1, loop.clock().nanos() - pingSentNanos);
            pingSentNanos = 0;
            measured = true;
        }
    }

    /** A first estimate, as nats-server makes it: INFO out, CONNECT in. */
    void estimateRoundTrip() {
        if (roundTripNanos == 0) {
            roundTripNanos = Math.max(1, loop.clock().nanos() - startedNanos);
        }
    }

    Duration roundTrip() {
        return Duration.ofNanos(roundTripNanos);
    }

    Instant started() {
        return started;
    }

    Instant lastActive() {
        return started.plus(Duration.ofNanos(lastActivityNanos - startedNanos));
    }

    private void checkPing(long now) {
        if (now < pingDue || connection.isClosed()) {
            return;
        }
        NodeOptions nodeOptions = service.options();
        long interval = entrance.pingInterval(nodeOptions).toNanos();
        pingDue = now + interval;
        if (measured && now - lastActivityNanos < interval) {
            pingDue = lastActivityNanos + interval;
            return;
        }
        if (!connection.login().hasConnected()) {
            return;
        }
        if (pingsOut + 1 > nodeOptions.maxPingsOut()) {
            service.countStale();
            connection.closeNow(ClosedReason.STALE_CONNECTION, "Stale Connection");
            return;
        }
        pingsOut++;
        pingSentNanos = now;
        service.log().debug(() -> connection.logName() + " - Client Ping Timer");
        connection.write(PING);
    }
}
