package io.vagus.base.framing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Takes bytes out of frames of Snappy or S2, compressed or not. What is damaged is an {@link IOException}. */
public final class FrameReader extends InputStream {
    private static final int COMPRESSED = 0x00;
    private static final int PLAIN = 0x01;
    private static final int FIRST_SKIPPABLE = 0x80;
    private static final int CHECKSUM_BYTES = 4;
    /** The largest chunk of S2. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final InputStream in;
    private byte[] block = new byte[0];
    private int at;

    public FrameReader(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return fill() ? block[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, block.length - at);
        System.arraycopy(block, at, to, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (at == block.length) {
            int type = in.read();
            if (type < 0) {
                return false;
            }
            byte[] size = exactly(3);
            int length = size[0] & 0xff | (size[1] & 0xff) << 8 | (size[2] & 0xff) << 16;
            if (length > MOST_BYTES * 2) {
                throw new IOException("chunk too large");
            }
            byte[] chunk = exactly(length);
            if (type == COMPRESSED || type == PLAIN) {
                open(type, chunk);
            } else if (type < FIRST_SKIPPABLE) {
                throw new IOException("unsupported chunk");
            }
        }
        return true;
    }

    private void open(int type, byte[] chunk) throws IOException {
        if (chunk.length < CHECKSUM_BYTES) {
            throw new IOException("corrupt chunk");
        }
        int wanted = 0;
        for (int i = CHECKSUM_BYTES - 1; i >= 0; i--) {
            wanted = wanted << 8 | (chunk[i] & 0xff);
        }
        block = type == PLAIN
                ? java.util.Arrays.copyOfRange(chunk, CHECKSUM_BYTES, chunk.length)
                : S2Block.decode(chunk, CHECKSUM_BYTES, MOST_BYTES);
        at = 0;
        if (FrameWriter.checksum(block, block.length) != wanted) {
            throw new IOException("checksum mismatch");
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("unexpected EOF");
        }
        return bytes;
    }
}
