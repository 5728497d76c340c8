package io.vagus.transport.link;

import java.util.Arrays;

/** A proxy's header: what is found in a whole one is not denied of its beginning. */
public final class ProxyHeaderFuzz {
    private ProxyHeaderFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        ProxyHeader.Reading whole = ProxyHeader.read(bytes, bytes.length);
        for (int length = 0; length < Math.min(bytes.length, 300); length++) {
            ProxyHeader.Reading part = ProxyHeader.read(Arrays.copyOf(bytes, length), length);
            if (whole instanceof ProxyHeader.Found && part instanceof ProxyHeader.Invalid) {
                throw new AssertionError("invalid after " + length + ": " + part + ", then " + whole);
            }
        }
    }
}
