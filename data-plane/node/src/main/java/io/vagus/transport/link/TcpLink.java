package io.vagus.transport.link;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A plain TCP connection. */
public final class TcpLink implements Link {

    private final SocketChannel channel;

    /** Takes over a connected channel. */
    public TcpLink(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return channel.write(from);
    }

    @Override
    public SelectionKey register(Selector selector, int interest, Object attachment) throws IOException {
        return channel.register(selector, interest, attachment);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // The peer is gone either way.
        }
    }
}
