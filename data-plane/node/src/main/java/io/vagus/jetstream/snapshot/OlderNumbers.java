package io.vagus.jetstream.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Numbers of variable length, as in nats-server's own files. */
final class OlderNumbers {
    private static final int LONGEST = 10;

    final ByteBuffer in;

    OlderNumbers(ByteBuffer in) {
        this.in = in;
    }

    long unsigned() throws IOException {
        long value = 0;
        for (int i = 0; i < LONGEST && in.hasRemaining(); i++) {
            int b = in.get();
            value |= (long) (b & 0x7f) << 7 * i;
            if (b >= 0) {
                return value;
            }
        }
        throw new IOException("corrupt state file");
    }

    long signed() throws IOException {
        long value = unsigned();
        return value >>> 1 ^ -(value & 1);
    }

    /** A count of things that take at least one byte each. */
    int count() throws IOException {
        long count = unsigned();
        if (count < 0 || count > in.remaining()) {
            throw new IOException("corrupt state file");
        }
        return (int) count;
    }

    void skip(int bytes) throws IOException {
        if (bytes > in.remaining()) {
            throw new IOException("corrupt state file");
        }
        in.position(in.position() + bytes);
    }
}
