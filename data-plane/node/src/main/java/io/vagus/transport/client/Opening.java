package io.vagus.transport.client;

import io.vagus.account.AddressText;
import io.vagus.protocol.ClosedReason;
import io.vagus.transport.PortOptions;
import io.vagus.transport.link.ProxyHeader;
import io.vagus.transport.link.TcpLink;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsLink;
import io.vagus.transport.tls.TlsPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What may come before the first byte of a client's protocol: the choice between TLS first and INFO first, the choice between
 * TLS and none, a proxy's header, the TLS handshake; in this order, as nats-server does it. Owned by the connection's loop; the
 * connection hands it every event until it says that it is done.
 */
final class Opening {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long PROXY_HEADER_NANOS = 5_000_000_000L;
    private static final int TLS_HANDSHAKE = 0x16;

    /** What it is about now. */
    private enum Step {
        /** Whether the client begins with TLS, or waits for INFO. */
        FIRST,
        /** Whether the client wants TLS. */
        CHOICE,
        /** Whose stream it is. */
        PROXY,
        /** INFO has to go out in clear. */
        CLEAR,
        /** The handshake. */
        HANDSHAKE
    }

    private final ClientConnection connection;
    private final TcpLink link;
    private final @Nullable TlsContext tls;
    private final PortOptions port;
    private byte[] front = {};
    private Step step = Step.FIRST;
    private boolean tlsFirst;
    private boolean proxyRead;
    private boolean working;
    private boolean writing;
    private @Nullable TlsLink encrypted;
    private long due = NEVER;

    Opening(ClientConnection connection, TcpLink link, @Nullable TlsContext tls, PortOptions port) {
        this.connection = connection;
        this.link = link;
        this.tls = tls;
        this.port = port;
    }

    /** When its time runs out. */
    long due() {
        return due;
    }

    /** What the selector has to watch for. */
    int interest() {
        if (working) {
            return 0;
        }
        return writing ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    }

    /** Something to do that the link may fail at. */
    @FunctionalInterface
    private interface Work {
        void carryOut() throws IOException;
    }

    /** Does something and sees to what it asks for next. */
    private void carryOut(Work work) {
        try {
            work.carryOut();
        } catch (IOException e) {
            connection.closeNow(ClosedReason.READ_ERROR, null);
        }
        if (!connection.isClosed()) {
            connection.updateInterest();
            connection.arm();
        }
    }

    /** Begins; the connection is registered and INFO has not been sent. */
    void begin() {
        carryOut(() -> start(connection.loop().clock().nanos()));
    }

    private void start(long now) throws IOException {
        TlsContext context = tls;
        tlsFirst = context != null && context.settings().handshakeFirst();
        if (!tlsFirst) {
            connection.greet(false);
            choose(now);
            return;
        }
        long fallback = context == null ? 0 : context.settings().fallbackDelay().toNanos();
        if (fallback > 0) {
            due = now + fallback;
        } else {
            readProxyHeader(now);
        }
    }

    private void choose(long now) throws IOException {
        TlsContext context = tls;
        if (context == null || tlsFirst || !port.allowNonTls()) {
            readProxyHeader(now);
            return;
        }
        step = Step.CHOICE;
        due = now + context.settings().timeout().toNanos();
        if (front.length > 0) {
            chosen(now);
        }
    }

    private void chosen(long now) throws IOException {
        if (port.proxyProtocol() && !proxyRead) {
            readProxyHeader(now);
        } else {
            proceed(front.length > 0 && front[0] == TLS_HANDSHAKE, now);
        }
    }

    private void readProxyHeader(long now) throws IOException {
        if (!port.proxyProtocol()) {
            proceed(tls != null, now);
            return;
        }
        step = Step.PROXY;
        due = now + PROXY_HEADER_NANOS;
        if (front.length > 0) {
            judgeProxyHeader(now);
        }
    }

    private void judgeProxyHeader(long now) throws IOException {
        ProxyHeader.Reading header = ProxyHeader.read(front, front.length);
        if (header instanceof ProxyHeader.Absent) {
            behindProxyHeader(now);
        } else if (header instanceof ProxyHeader.Found found) {
            front = Arrays.copyOfRange(front, found.length(), front.length);
            InetSocketAddress source = found.source();
            if (source != null) {
                connection.label().comesFrom(source);
            }
            behindProxyHeader(now);
        } else if (header instanceof ProxyHeader.Invalid invalid) {
            refuseProxyHeader(invalid.cause());
        }
    }

    private void refuseProxyHeader(String cause) {
        connection
                .service()
                .log()
                .warn("Error reading PROXY protocol header from "
                        + AddressText.withPort(connection.label().remote()) + ": " + cause);
        connection.closeNow(ClosedReason.PROTOCOL_VIOLATION, null);
    }

    private void behindProxyHeader(long now) throws IOException {
        proxyRead = true;
        if (tls != null && !tlsFirst && port.allowNonTls()) {
            choose(now);
        } else {
            proceed(tls != null, now);
        }
    }

    private void proceed(boolean wantsTls, long now) throws IOException {
        link.unread(front);
        front = new byte[0];
        TlsContext context = tls;
        if (!wantsTls || context == null) {
            due = NEVER;
            connection.opened(link, null, false);
            return;
        }
        if (!connection.service().mayShakeHands()) {
            connection.closeNow(
                    ClosedReason.MAX_CONNECTIONS_EXCEEDED, "Connection throttling is active. Please try again later.");
            return;
        }
        due = now + context.settings().timeout().toNanos();
        step = Step.CLEAR;
        writing = !connection.isFlushed();
        if (!writing) {
            shakeHands(context);
        }
    }

    private void shakeHands(TlsContext context) throws IOException {
        step = Step.HANDSHAKE;
        encrypted = TlsLink.server(link, context, connection.loop().scratch());
        advance();
    }

    private void advance() {
        TlsLink current = encrypted;
        if (current == null) {
            return;
        }
        TlsLink.Progress progress;
        try {
            progress = current.handshake(this::worked);
        } catch (IOException e) {
            handshakeFailed(String.valueOf(e.getMessage()), !current.isHeard());
            return;
        }
        working = progress == TlsLink.Progress.WORKING;
        writing = progress == TlsLink.Progress.WRITING;
        if (progress == TlsLink.Progress.DONE) {
            due = NEVER;
            TlsPeer peer = current.peer();
            connection.opened(current, peer, tlsFirst);
        }
    }

    /** Somebody who only looks whether the port is open is no error. */
    private void handshakeFailed(String cause, boolean wasProbe) {
        String text = connection.logName() + " - TLS handshake error: " + cause;
        if (wasProbe) {
            connection.service().log().debug(() -> text);
        } else {
            connection.service().log().error(text);
        }
        connection.closeNow(ClosedReason.TLS_HANDSHAKE_ERROR, null);
    }

    private void worked() {
        connection.loop().execute(() -> {
            if (working) {
                working = false;
                carryOut(this::advance);
            }
        });
    }

    // --- events ---------------------------------------------------------------------------------------------------

    void onReadable() {
        carryOut(() -> read(connection.loop().clock().nanos()));
    }

    void onWritable() {
        carryOut(this::write);
    }

    void onTimer(long now) {
        carryOut(() -> checkTime(now));
    }

    private void read(long now) throws IOException {
        if (step == Step.HANDSHAKE) {
            advance();
            return;
        }
        if (!fill()) {
            connection.closeNow(ClosedReason.CLIENT_CLOSED, null);
            return;
        }
        if (front.length == 0) {
            return;
        }
        switch (step) {
            case FIRST -> readProxyHeader(now);
            case CHOICE -> chosen(now);
            case PROXY -> judgeProxyHeader(now);
            default -> {}
        }
    }

    /** Takes what has come, no more than is needed to judge it; false at the end of the stream. */
    private boolean fill() throws IOException {
        int wanted = step == Step.PROXY ? ProxyHeader.MAX_BYTES : ProxyHeader.DECIDING_BYTES;
        ByteBuffer in = connection.loop().readBuffer();
        in.clear().limit(Math.max(0, wanted - front.length));
        try {
            if (link.read(in) < 0) {
                return false;
            }
            byte[] longer = Arrays.copyOf(front, front.length + in.position());
            in.get(0, longer, front.length, in.position());
            front = longer;
            return true;
        } finally {
            in.clear();
        }
    }

    private void write() throws IOException {
        TlsContext context = tls;
        if (step == Step.HANDSHAKE) {
            advance();
        } else if (step == Step.CLEAR && context != null && connection.isFlushed()) {
            writing = false;
            shakeHands(context);
        }
    }

    private void checkTime(long now) throws IOException {
        if (now < due) {
            return;
        }
        due = NEVER;
        switch (step) {
            case FIRST -> {
                tlsFirst = false;
                connection.greet(false);
                choose(now);
            }
            case CHOICE -> chosen(now);
            case PROXY -> refuseProxyHeader("timeout reading PROXY protocol header");
            default -> handshakeFailed("TLS handshake timeout", true);
        }
    }

    /** Whether what is written now would go out in clear, where the client can read it. */
    boolean isInClear() {
        return encrypted == null;
    }

    /** Ends what has begun. */
    void close() {
        working = false;
        TlsLink current = encrypted;
        if (current != null) {
            current.close();
        }
    }
}
