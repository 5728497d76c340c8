package io.vagus.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One publisher and one receiver behind TLS or WebSocket, a thread and a blocking socket each. */
final class LayeredRun {
    private static final String SUBJECT = "bench.layered";
    private static final int BATCH_BYTES = 64 * 1024;
    private static final int WINDOW_BYTES = 4 * 1024 * 1024;
    private static final long PAUSE_NANOS = 20_000;
    private static final long STALL_LIMIT_NANOS = Duration.ofSeconds(20).toNanos();

    private final Scenario.Layered scenario;
    private final ServerUnderTest server;
    private final AtomicLong received = new AtomicLong();
    private volatile long sent;
    private volatile boolean sentAll;
    private volatile @Nullable Throwable failure;

    private LayeredRun(Scenario.Layered scenario, ServerUnderTest server) {
        this.scenario = scenario;
        this.server = server;
    }

    static Measurement run(Scenario.Layered scenario, ServerUnderTest server, Duration length) throws IOException {
        return new LayeredRun(scenario, server).run(length);
    }

    private Measurement run(Duration length) throws IOException {
        try (LayeredWire receiver = LayeredWire.connect(scenario.layer(), server);
                LayeredWire publisher = LayeredWire.connect(scenario.layer(), server)) {
            receiver.send(("SUB " + SUBJECT + " 1\r\nPING\r\n").getBytes(StandardCharsets.US_ASCII));
            receiver.awaitLine("PONG");
            int frameBytes = ("MSG " + SUBJECT + " 1 " + scenario.payloadBytes() + "\r\n").length()
                    + scenario.payloadBytes()
                    + 2;
            long cpuBefore = server.cpuNanos();
            long start = System.nanoTime();
            Thread sender = Thread.ofPlatform().name("bench-publisher").start(() -> publish(publisher, length));
            Thread reader = Thread.ofPlatform().name("bench-receiver").start(() -> receive(receiver, frameBytes));
            Threads.join(sender);
            awaitAll();
            long elapsed = System.nanoTime() - start;
            long cpu = server.cpuNanos() - cpuBefore;
            receiver.close();
            Threads.join(reader);
            return new Measurement(received.get(), elapsed, cpu, 0, 0);
        }
    }

    private void awaitAll() {
        long progress = System.nanoTime();
        long before = -1;
        while (received.get() < sent) {
            if (received.get() != before) {
                before = received.get();
                progress = System.nanoTime();
            }
            if (failure != null || System.nanoTime() - progress > STALL_LIMIT_NANOS) {
                throw new BenchException(
                        scenario.name() + " on " + server.name() + ": expected=" + sent + " messages, actual="
                                + received.get(),
                        failure);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void publish(LayeredWire publisher, Duration length) {
        try {
            byte[] frame = ("PUB " + SUBJECT + " " + scenario.payloadBytes() + "\r\n"
                            + "x".repeat(scenario.payloadBytes()) + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            int frames = Math.max(1, BATCH_BYTES / frame.length);
            byte[] batch = new byte[frames * frame.length];
            for (int i = 0; i < frames; i++) {
                System.arraycopy(frame, 0, batch, i * frame.length, frame.length);
            }
            long window = Math.max(2L * frames, WINDOW_BYTES / frame.length);
            long end = System.nanoTime() + length.toNanos();
            while (failure == null && System.nanoTime() < end) {
                if (sent + frames - received.get() > window) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                    continue;
                }
                publisher.send(batch);
                sent += frames;
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            sentAll = true;
        }
    }

    private void receive(LayeredWire receiver, int frameBytes) {
        try {
            byte[] buffer = new byte[256 * 1024];
            long bytes = 0;
            while (true) {
                int count = receiver.read(buffer);
                if (count < 0) {
                    return;
                }
                bytes += count;
                received.set(bytes / frameBytes);
            }
        } catch (IOException | RuntimeException e) {
            if (!sentAll || received.get() < sent) {
                failure = e;
            }
        }
    }
}
