package io.vagus.transport;

import io.vagus.base.Limits;
import io.vagus.base.Log;
import io.vagus.transport.link.Endpoint;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A port where somebody comes in. When the operating system cannot give another connection (out of file descriptors), it
 * waits a moment before it asks again, longer each time. Owned by its loop once it is started.
 */
final class ClientListener implements Endpoint {

    private static final long FIRST_BACKOFF_NANOS = 10_000_000;
    private static final long LAST_BACKOFF_NANOS = 1_000_000_000;

    /** Takes who came in. */
    @FunctionalInterface
    interface Door {
        void enter(SocketChannel channel, InetSocketAddress remote) throws IOException;
    }

    private final String name;

    private final BoundPort port;
    private final ServerSocketChannel channel;
    private final EventLoop loop;
    private final Door door;
    private final Log log;
    private final Timer timer;
    private @Nullable SelectionKey key;
    private long backoffNanos = FIRST_BACKOFF_NANOS;

    /**
     * A listener that has not begun.
     *
     * @param name what the port is for, for the log
     */
    ClientListener(String name, BoundPort port, EventLoop loop, Door door, Log log) {
        this.name = name;
        this.port = port;
        this.channel = port.channel();
        this.loop = loop;
        this.door = door;
        this.log = log;
        this.timer = loop.newTimer(this);
    }

    InetSocketAddress address() {
        return port.address();
    }

    void start() {
        loop.execute(() -> {
            try {
                key = channel.register(loop.selector(), SelectionKey.OP_ACCEPT, this);
            } catch (IOException e) {
                onFailure(e);
            }
        });
    }

    @Override
    public void onReadable() {
        try {
            for (int i = 0; i < Limits.ACCEPT_BATCH; i++) {
                SocketChannel accepted = channel.accept();
                if (accepted == null) {
                    return;
                }
                backoffNanos = FIRST_BACKOFF_NANOS;
                serve(accepted);
            }
        } catch (IOException e) {
            pause(e);
        }
    }

    private void serve(SocketChannel accepted) throws IOException {
        try {
            InetSocketAddress remote = (InetSocketAddress) accepted.getRemoteAddress();
            door.enter(accepted, remote);
        } catch (IOException goneAlready) {
            accepted.close();
        }
    }

    private void pause(IOException cause) {
        SelectionKey current = key;
        if (!channel.isOpen() || current == null) {
            return;
        }
        log.error("Temporary " + name + " Accept Error (" + cause.getMessage() + "), sleeping "
                + backoffNanos / 1_000_000 + "ms");
        current.interestOps(0);
        loop.set(timer, loop.clock().nanos() + backoffNanos);
        backoffNanos = Math.min(LAST_BACKOFF_NANOS, backoffNanos * 2);
    }

    @Override
    public void onTimer(long now) {
        SelectionKey current = key;
        if (current != null && current.isValid()) {
            current.interestOps(SelectionKey.OP_ACCEPT);
        }
    }

    @Override
    public void onFailure(Throwable failure) {
        log.error(name + " listener failed: " + failure);
    }

    void close() {
        try {
            port.close();
        } catch (IOException e) {
            log.warn(name + " listener: " + e.getMessage());
        }
        loop.execute(() -> loop.cancel(timer));
    }
}
