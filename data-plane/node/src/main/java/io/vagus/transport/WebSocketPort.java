package io.vagus.transport;

import io.vagus.base.Limits;
import io.vagus.base.Log;
import io.vagus.transport.client.ClientService;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.TcpLink;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.websocket.WebSocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The port where WebSocket clients come in, and the connections on it that are not clients yet. Safe for use by any thread. */
final class WebSocketPort {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private final List<EventLoop> loops;
    private final ClientService service;
    private final Log log;
    private final ClientListener listener;
    private final Set<WebSocketHandshake> handshakes = ConcurrentHashMap.newKeySet();
    private volatile WebSocketOptions options;
    private volatile @Nullable TlsContext tls;
    private int turn;

    WebSocketPort(WebSocketOptions options, List<EventLoop> loops, ClientService service, Log log) throws IOException {
        this.options = options;
        this.loops = loops;
        this.service = service;
        this.log = log;
        this.listener = new ClientListener(
                "WebSocket", BoundPort.bind(options.host(), options.port()), loops.getFirst(), this::accept, log);
    }

    void start() {
        listener.start();
    }

    /** Puts changed options into effect; host and port stay. */
    void update(WebSocketOptions changed) {
        options = changed;
    }

    /** What it is encrypted with from now on. */
    void tls(TlsContext context) {
        tls = context;
    }

    @Nullable
    TlsContext tls() {
        return tls;
    }

    WebSocketOptions options() {
        return options;
    }

    InetSocketAddress address() {
        return listener.address();
    }

    Log log() {
        return log;
    }

    /** On the listener's loop. */
    private void accept(SocketChannel channel, InetSocketAddress remote) throws IOException {
        if (handshakes.size() >= Limits.WEB_SOCKET_HANDSHAKES) {
            channel.close();
            return;
        }
        EventLoop loop = loops.get(turn++ % loops.size());
        WebSocketHandshake handshake = new WebSocketHandshake(this, service, loop, new TcpLink(channel), remote, tls);
        handshakes.add(handshake);
        Duration timeout = options.handshakeTimeout();
        long nanos = (timeout.isPositive() ? timeout : DEFAULT_TIMEOUT).toNanos();
        loop.execute(() -> handshake.start(nanos));
    }

    /** A handshake is over. */
    void done(WebSocketHandshake handshake) {
        handshakes.remove(handshake);
    }

    void close() {
        listener.close();
        handshakes.forEach(handshake -> handshake.loop().execute(() -> handshake.close(null)));
    }
}
