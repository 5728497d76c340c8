package io.vagus.transport;

import io.vagus.account.AddressText;
import io.vagus.base.Limits;
import io.vagus.base.Log;
import io.vagus.protocol.HttpHead;
import io.vagus.protocol.HttpOpening;
import io.vagus.protocol.HttpRefusal;
import io.vagus.transport.client.ClientService;
import io.vagus.transport.client.Entrance;
import io.vagus.transport.link.Endpoint;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.Link;
import io.vagus.transport.link.TcpLink;
import io.vagus.transport.link.Timer;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsLink;
import io.vagus.transport.tls.TlsPeer;
import io.vagus.transport.websocket.UpgradeRequest;
import io.vagus.transport.websocket.WebSocketLink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the WebSocket port until it is a client's: TLS, the HTTP request, its answer. Owned by its loop, which it
 * stays on.
 */
final class WebSocketHandshake implements Endpoint {

    private static final byte[] NOTHING = {};

    private final WebSocketPort port;
    private final ClientService service;
    private final EventLoop loop;
    private final InetSocketAddress remote;
    private final Timer timer;
    private final TcpLink socket;
    private final @Nullable TlsLink encrypted;
    private final Link link;
    private @Nullable SelectionKey key;
    private boolean handshaking;
    private boolean working;
    private boolean closed;
    private byte[] head = NOTHING;
    private @Nullable ByteBuffer answer;
    private UpgradeRequest.@Nullable Accepted accepted;
    private @Nullable UpgradeRequest request;

    WebSocketHandshake(
            WebSocketPort port,
            ClientService service,
            EventLoop loop,
            TcpLink socket,
            InetSocketAddress remote,
            @Nullable TlsContext tls) {
        this.port = port;
        this.service = service;
        this.loop = loop;
        this.remote = remote;
        this.timer = loop.newTimer(this);
        this.socket = socket;
        this.encrypted = tls == null ? null : TlsLink.server(socket, tls, loop.scratch());
        this.link = encrypted == null ? socket : encrypted;
        this.handshaking = tls != null;
    }

    /** Begins; on its loop. */
    void start(long timeoutNanos) {
        try {
            key = link.register(loop.selector(), SelectionKey.OP_READ, this);
            loop.set(timer, loop.clock().nanos() + timeoutNanos);
            advance();
        } catch (IOException e) {
            readingFailed(e);
        }
    }

    private void advance() throws IOException {
        TlsLink tls = encrypted;
        if (handshaking && tls != null) {
            TlsLink.Progress progress = tls.handshake(this::worked);
            working = progress == TlsLink.Progress.WORKING;
            handshaking = progress != TlsLink.Progress.DONE;
            watch(progress == TlsLink.Progress.WRITING ? SelectionKey.OP_WRITE : working ? 0 : SelectionKey.OP_READ);
            if (handshaking) {
                return;
            }
        }
        if (answer == null) {
            readHead();
        }
    }

    private void worked() {
        loop.execute(() -> {
            if (working && !closed) {
                working = false;
                onReadable();
            }
        });
    }

    private void watch(int interest) {
        SelectionKey current = key;
        if (current != null && current.isValid()) {
            current.interestOps(interest);
        }
    }

    private void readHead() throws IOException {
        ByteBuffer in = loop.readBuffer();
        in.clear().limit(Limits.WEB_SOCKET_REQUEST_BYTES + 1 - head.length);
        int count;
        try {
            count = link.read(in);
            int from = head.length;
            head = Arrays.copyOf(head, from + in.position());
            in.get(0, head, from, in.position());
        } finally {
            in.clear();
        }
        int end = HttpHead.end(head, 0, head.length);
        if (end > 0) {
            judge(end);
        } else if (count < 0) {
            close(null);
        } else if (head.length > Limits.WEB_SOCKET_REQUEST_BYTES) {
            refuse(HttpRefusal.TOO_LARGE);
        }
    }

    private void judge(int end) throws IOException {
        HttpOpening opening = HttpHead.read(head, 0, end);
        if (opening instanceof HttpRefusal refused) {
            refuse(refused);
        } else if (opening instanceof HttpHead read) {
            judge(new UpgradeRequest(read), end);
        }
    }

    private void judge(UpgradeRequest asked, int end) throws IOException {
        UpgradeRequest.Outcome outcome = asked.judge(port.options());
        if (outcome instanceof UpgradeRequest.Refused refused) {
            log().error(name() + " - websocket handshake error: " + refused.cause());
            say(refused.answer());
        } else if (outcome instanceof UpgradeRequest.Accepted agreed) {
            if (head.length > end) {
                close("websocket handshake error: client sent data before handshake is complete");
                return;
            }
            request = asked;
            accepted = agreed;
            say(agreed.answer());
        }
    }

    /** Answers what is no request, about which nats-server logs nothing. */
    private void refuse(HttpRefusal refused) throws IOException {
        say(refused.answer());
    }

    private void say(byte[] bytes) throws IOException {
        answer = ByteBuffer.wrap(bytes);
        finishAnswer();
    }

    private void finishAnswer() throws IOException {
        ByteBuffer out = answer;
        if (out == null) {
            return;
        }
        link.write(out);
        link.flush();
        if (out.hasRemaining() || link.heldBytes() > 0) {
            watch(SelectionKey.OP_WRITE);
            return;
        }
        UpgradeRequest.Accepted agreed = accepted;
        UpgradeRequest asked = request;
        if (agreed == null || asked == null) {
            close(null);
            return;
        }
        loop.cancel(timer);
        closed = true;
        port.done(this);
        TlsLink tls = encrypted;
        TlsPeer peer = tls == null ? null : tls.peer();
        service.serve(
                new WebSocketLink(link, agreed.agreement(), service.maxPayloadBytes()),
                remote,
                loop,
                Entrance.webSocket(port.options(), asked, peer, port.address()));
    }

    @Override
    public void onReadable() {
        if (closed || working) {
            return;
        }
        try {
            advance();
        } catch (IOException e) {
            readingFailed(e);
        }
    }

    /** Somebody who does not know that this port is encrypted is told so, as Go's server does it. */
    private void readingFailed(IOException cause) {
        TlsLink tls = encrypted;
        if (tls == null || !handshaking) {
            close(null);
            return;
        }
        byte[] plain = HttpRefusal.answerToPlain(tls.unheard());
        if (plain == null) {
            close("TLS handshake error: " + cause.getMessage());
            return;
        }
        try {
            socket.write(ByteBuffer.wrap(plain));
        } catch (IOException gone) {
            close(null);
        }
        close("TLS handshake error: client sent an HTTP request to an HTTPS server");
    }

    @Override
    public void onWritable() {
        if (closed) {
            return;
        }
        try {
            if (handshaking) {
                advance();
            } else {
                finishAnswer();
            }
        } catch (IOException e) {
            close(null);
        }
    }

    @Override
    public void onTimer(long now) {
        close(null);
    }

    @Override
    public void onFailure(Throwable failure) {
        close("closed after a failure in the node: " + failure);
    }

    /** Ends the connection, unless it is a client's already; on its loop. */
    void close(@Nullable String cause) {
        if (closed) {
            return;
        }
        closed = true;
        if (cause != null) {
            log().error(name() + " - " + cause);
        }
        loop.cancel(timer);
        SelectionKey current = key;
        if (current != null) {
            current.cancel();
        }
        link.close();
        port.done(this);
    }

    EventLoop loop() {
        return loop;
    }

    private Log log() {
        return port.log();
    }

    private String name() {
        return AddressText.withPort(remote);
    }
}
