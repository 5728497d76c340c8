package io.vagus.transport;

import io.vagus.base.Limits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;

/** A port that is bound, where those who come wait in line. Whoever serves it owns it, and closes it. */
public final class BoundPort implements AutoCloseable {

    private final ServerSocketChannel channel;
    private final InetSocketAddress address;

    private BoundPort(ServerSocketChannel channel) throws IOException {
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
    }

    /** Binds a port; 0 is any that is free. Errors: {@link java.net.BindException} when it is taken. */
    public static BoundPort bind(String host, int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(host, port), Limits.ACCEPT_BACKLOG);
            return new BoundPort(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Where it is. */
    public InetSocketAddress address() {
        return address;
    }

    ServerSocketChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
