package io.vagus.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thousand receivers of one subject, one of which is sent a stream of its own besides. Measured is how long messages take to the
 * others: when that one reads what it gets, and when it reads nothing, so that its bytes pile up in the server until it is cut off.
 */
final class SlowConsumerLoad {
    private static final int RECEIVERS = 1000;
    private static final int MESSAGES = 100;
    private static final long PACE_NANOS = 50_000_000;
    private static final int STREAM_BYTES = 8 * 1024;
    private static final int STREAM_FRAMES = 100;
    private static final long LIMIT_NANOS = Duration.ofSeconds(30).toNanos();
    /** {@code MSG load.all 1 20 CRLF}, twenty digits, CRLF. */
    private static final int FRAME_BYTES = "MSG load.all 1 20\r\n".length() + 22;

    private static final int PING_BYTES = "PING\r\n".length();

    private final ServerUnderTest server;
    private final boolean slow;
    private final long[] delays = new long[RECEIVERS * MESSAGES];
    private int received;
    private volatile boolean over;
    private volatile @Nullable Throwable failure;

    private SlowConsumerLoad(ServerUnderTest server, boolean slow) {
        this.server = server;
        this.slow = slow;
    }

    static List<LoadFigure> run(ServerUnderTest server) throws IOException {
        new SlowConsumerLoad(server, false).run();
        SlowConsumerLoad without = new SlowConsumerLoad(server, false).run();
        SlowConsumerLoad with = new SlowConsumerLoad(server, true).run();
        Crowd.settle();
        return List.of(
                new LoadFigure("p50 while all read, ms", without.percentile(50)),
                new LoadFigure("p99 while all read, ms", without.percentile(99)),
                new LoadFigure("p50 of the others beside a slow one, ms", with.percentile(50)),
                new LoadFigure("p99 of the others beside a slow one, ms", with.percentile(99)),
                new LoadFigure("resident afterwards, MiB", server.residentKib() / 1024.0));
    }

    private double percentile(int percent) {
        return delays[Math.min(received - 1, (int) ((long) received * percent / 100))] / 1e6;
    }

    private SlowConsumerLoad run() throws IOException {
        try (Selector selector = Selector.open();
                Wire publisher = server.connect();
                Wire streamer = server.connect();
                Wire odd = server.connect();
                Crowd others = new Crowd(server, RECEIVERS - 1)) {
            odd.send("SUB load.all 1\r\nSUB load.stream 2\r\n");
            odd.flush();
            for (Wire wire : others.wires()) {
                wire.send("SUB load.all 1\r\n");
                wire.flush();
                wire.channel().configureBlocking(false);
                wire.channel().register(selector, SelectionKey.OP_READ, new Receiver(wire));
            }
            List<Thread> threads = new ArrayList<>();
            threads.add(Thread.ofPlatform().start(() -> guarded(() -> stream(streamer))));
            if (!slow) {
                threads.add(Thread.ofPlatform().start(() -> guarded(() -> readAll(odd))));
            }
            threads.add(Thread.ofPlatform().start(() -> guarded(() -> publish(publisher))));
            try {
                receive(selector);
            } finally {
                over = true;
                odd.close();
                streamer.close();
                publisher.close();
                threads.forEach(Threads::join);
            }
        }
        Arrays.sort(delays, 0, received);
        return this;
    }

    private interface Work {
        void run() throws IOException;
    }

    private void guarded(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            if (!over) {
                failure = e;
            }
        }
    }

    private void publish(Wire wire) throws IOException {
        long next = System.nanoTime();
        for (int i = 0; i < MESSAGES && !over; i++) {
            next += PACE_NANOS;
            LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
            wire.send("PUB load.all 20\r\n%020d\r\n".formatted(System.nanoTime()));
        }
    }

    /** Sixteen MiB a second to the one. */
    private void stream(Wire wire) throws IOException {
        byte[] frame = ("PUB load.stream " + STREAM_BYTES + "\r\n" + "x".repeat(STREAM_BYTES) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer batch = ByteBuffer.allocateDirect(frame.length * STREAM_FRAMES);
        for (int i = 0; i < STREAM_FRAMES; i++) {
            batch.put(frame);
        }
        long next = System.nanoTime();
        while (!over) {
            next += PACE_NANOS;
            LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
            wire.send(batch.rewind());
        }
    }

    private void readAll(Wire wire) throws IOException {
        while (!over) {
            wire.in().position(wire.in().limit());
            wire.fill();
        }
    }

    private void receive(Selector selector) throws IOException {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (received < (RECEIVERS - 1) * MESSAGES) {
            selector.select(key -> guarded(((Receiver) key.attachment())::read), 10);
            Throwable broken = failure;
            if (broken != null || System.nanoTime() > end) {
                throw new BenchException(
                        "slow-consumer on " + server.name() + ": expected=" + (RECEIVERS - 1) * MESSAGES
                                + " deliveries, actual=" + received,
                        broken);
            }
        }
    }

    private final class Receiver {
        private final Wire wire;
        private final ByteBuffer in = ByteBuffer.allocate(4096);

        private Receiver(Wire wire) {
            this.wire = wire;
        }

        private void read() throws IOException {
            if (wire.channel().read(in) < 0) {
                throw new BenchException("the server closed the connection of one who reads");
            }
            long now = System.nanoTime();
            in.flip();
            while (in.remaining() >= PING_BYTES) {
                if (in.get(in.position()) == 'P') {
                    in.position(in.position() + PING_BYTES);
                    wire.send("PONG\r\n");
                    continue;
                }
                if (in.remaining() < FRAME_BYTES) {
                    break;
                }
                byte[] sent = new byte[20];
                in.get(in.position() + FRAME_BYTES - 22, sent);
                in.position(in.position() + FRAME_BYTES);
                delays[received++] = now - Long.parseLong(new String(sent, StandardCharsets.US_ASCII));
            }
            in.compact();
        }
    }
}
