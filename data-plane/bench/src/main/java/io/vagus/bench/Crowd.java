package io.vagus.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Many connections to one server, used one after the other: they share one buffer. */
final class Crowd implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 * 1024;

    /** Fewer than an address has ports, those of connections closed a moment ago included. */
    private static final int PER_ADDRESS = 5_000;

    private static final int MOST_ADDRESSES = 250;

    private final List<Wire> wires = new ArrayList<>();

    /** Opens connections from loopback addresses and logs them in. */
    Crowd(ServerUnderTest server, int count) throws IOException {
        ByteBuffer shared = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
        try {
            for (int i = 0; i < count; i++) {
                String address = "127.0.0." + (2 + i / PER_ADDRESS % MOST_ADDRESSES);
                wires.add(server.connectFrom(new InetSocketAddress(address, 0), shared));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    List<Wire> wires() {
        return wires;
    }

    /** Lets a server that has nothing to do any more put its memory in order. */
    static void settle() {
        try {
            TimeUnit.SECONDS.sleep(3);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Wire wire : wires) {
            wire.close();
        }
    }
}
