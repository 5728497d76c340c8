package io.vagus.transport.websocket;

import io.vagus.transport.link.Link;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** A link that brings given bytes, so many at a time, and keeps what is written to it. */
final class LinkInPieces implements Link {
    private final byte[] bytes;
    private final int step;
    private int at;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    LinkInPieces(byte[] bytes, int step) {
        this.bytes = bytes;
        this.step = step;
    }

    @Override
    public int read(ByteBuffer into) {
        if (at == bytes.length) {
            return -1;
        }
        int count = Math.min(Math.min(step, bytes.length - at), into.remaining());
        into.put(bytes, at, count);
        at += count;
        return count;
    }

    @Override
    public int write(ByteBuffer from) {
        int count = Math.min(step, from.remaining());
        for (int i = 0; i < count; i++) {
            written.write(from.get());
        }
        return count;
    }

    @Override
    public SelectionKey register(Selector selector, int interest, Object attachment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    /** All that was written to it. */
    byte[] written() {
        return written.toByteArray();
    }

    /** Reads to the end what comes through a link over it. */
    static byte[] readAll(WebSocketLink link) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.allocateDirect(512 * 1024).order(ByteOrder.LITTLE_ENDIAN);
        while (true) {
            in.clear().position(13);
            int count = link.read(in);
            if (count < 0) {
                return plain.toByteArray();
            }
            byte[] piece = new byte[count];
            in.get(13, piece);
            plain.writeBytes(piece);
        }
    }
}
