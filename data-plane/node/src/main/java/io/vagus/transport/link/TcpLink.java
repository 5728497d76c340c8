package io.vagus.transport.link;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A plain TCP connection. */
public final class TcpLink implements Link {

    private final SocketChannel channel;
    private @Nullable ByteBuffer ahead;

    /** Takes over a connected channel. */
    public TcpLink(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return ahead == null ? channel.read(into) : readAhead(into);
    }

    private int readAhead(ByteBuffer into) {
        ByteBuffer from = Objects.requireNonNull(ahead);
        int count = Math.min(from.remaining(), into.remaining());
        into.put(into.position(), from, from.position(), count).position(into.position() + count);
        from.position(from.position() + count);
        if (!from.hasRemaining()) {
            ahead = null;
        }
        return count;
    }

    /** Puts bytes back in front of those that are still to be read. They are read before the socket is ready again: the owner has to read once of its own accord. */
    public void unread(byte[] bytes) {
        if (ahead != null) {
            throw new IllegalStateException("there is something in front already");
        }
        ahead = bytes.length == 0 ? null : ByteBuffer.wrap(bytes);
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
    public void abandonInput() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException ignored) {
            // It ends in the ordinary way then.
        }
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
