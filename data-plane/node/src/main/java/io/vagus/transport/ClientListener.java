package io.vagus.transport;

import io.vagus.base.Limits;
import io.vagus.base.Log;
import io.vagus.transport.client.ClientService;
import io.vagus.transport.link.Endpoint;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.TcpLink;
import io.vagus.transport.link.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The port where clients come in. When the operating system cannot give another connection (out of file descriptors), it
 * waits a moment before it asks again. Owned by its loop once it is started.
 */
final class ClientListener implements Endpoint {

    private static final long BACKOFF_NANOS = 100_000_000;

    private final ServerSocketChannel channel;
    private final InetSocketAddress address;
    private final EventLoop loop;
    private final ClientService service;
    private final Log log;
    private final Timer timer;
    private @Nullable SelectionKey key;

    ClientListener(String host, int port, EventLoop loop, ClientService service, Log log) throws IOException {
        this.loop = loop;
        this.service = service;
        this.log = log;
        this.timer = loop.newTimer(this);
        channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(host, port), Limits.ACCEPT_BACKLOG);
            address = (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    InetSocketAddress address() {
        return address;
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
                serve(accepted);
            }
        } catch (IOException e) {
            pause(e);
        }
    }

    private void serve(SocketChannel accepted) throws IOException {
        try {
            InetSocketAddress remote = (InetSocketAddress) accepted.getRemoteAddress();
            service.serve(new TcpLink(accepted), remote);
        } catch (IOException goneAlready) {
            accepted.close();
        }
    }

    private void pause(IOException cause) {
        SelectionKey current = key;
        if (!channel.isOpen() || current == null) {
            return;
        }
        log.error("Temporary Client Accept Error (" + cause.getMessage() + "), waiting");
        current.interestOps(0);
        loop.set(timer, loop.clock().nanos() + BACKOFF_NANOS);
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
        log.error("client listener failed: " + failure);
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            log.warn("client listener: " + e.getMessage());
        }
        loop.execute(() -> loop.cancel(timer));
    }
}
