package io.vagus.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Bytes of a generator that never ends, the kernel's. Some are kept ahead; none is kept that was handed out. */
final class KernelRandomness implements Randomness {
    static final int AHEAD = 256;

    private final InputStream source;
    private final byte[] ahead = new byte[AHEAD];
    private int used = AHEAD;

    KernelRandomness(InputStream source) {
        this.source = source;
    }

    @Override
    public synchronized void fill(byte[] bytes) {
        if (bytes.length > AHEAD) {
            read(bytes);
            return;
        }
        if (bytes.length > AHEAD - used) {
            read(ahead);
            used = 0;
        }
        System.arraycopy(ahead, used, bytes, 0, bytes.length);
        Arrays.fill(ahead, used, used + bytes.length, (byte) 0);
        used += bytes.length;
    }

    private void read(byte[] bytes) {
        try {
            if (source.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                throw new IOException("no more random bytes");
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
