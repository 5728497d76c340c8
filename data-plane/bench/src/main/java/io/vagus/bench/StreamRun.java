package io.vagus.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One publisher and its receivers against one server. The publisher's thread writes prebuilt batches of frames over and
 * over and stays a window ahead of the receivers, so that nobody becomes a slow consumer; the caller's thread reads for all
 * receivers. Every frame to one receiver has the same length, so a receiver looks only at the first byte of each.
 */
final class StreamRun {
    private static final int BATCH_BYTES = 128 * 1024;
    private static final int WINDOW_BYTES = 4 * 1024 * 1024;
    private static final long STALL_LIMIT_NANOS = Duration.ofSeconds(20).toNanos();
    private static final long PAUSE_NANOS = 20_000;

    private final Scenario.Stream scenario;
    private final ServerUnderTest server;
    private final AtomicLong received = new AtomicLong();
    private volatile long sent;
    private volatile boolean sentAll;
    private volatile @Nullable Throwable failure;

    private StreamRun(Scenario.Stream scenario, ServerUnderTest server) {
        this.scenario = scenario;
        this.server = server;
    }

    static Measurement run(Scenario.Stream scenario, ServerUnderTest server, Duration length) throws IOException {
        return new StreamRun(scenario, server).run(length);
    }

    /** Of the same length for every number below a hundred thousand. */
    static String subject(int i) {
        return "bench.stream." + (10_000 + i);
    }

    private Measurement run(Duration length) throws IOException {
        List<Receiver> receivers = new ArrayList<>();
        try (Selector selector = Selector.open();
                Wire publisher = server.connect()) {
            for (int i = 0; i < scenario.receivers(); i++) {
                receivers.add(receiver(i, selector));
            }
            long cpuBefore = server.cpuNanos();
            long start = System.nanoTime();
            Thread sender = Thread.ofPlatform().name("bench-publisher").start(() -> publish(publisher, length));
            try {
                receive(selector);
            } catch (IOException | RuntimeException e) {
                // Wakes a sender that waits for the socket.
                publisher.close();
                throw e;
            } finally {
                sentAll = true;
                Threads.join(sender);
            }
            long elapsed = System.nanoTime() - start;
            return new Measurement(received.get(), elapsed, server.cpuNanos() - cpuBefore, 0, 0);
        } finally {
            for (Receiver receiver : receivers) {
                receiver.wire.close();
            }
        }
    }

    private Receiver receiver(int index, Selector selector) throws IOException {
        int sid = index + 1;
        Wire wire = server.connect();
        wire.send("SUB bench.stream.* " + (scenario.queueGroup() ? "workers " : "") + sid + "\r\n");
        wire.flush();
        String verb = scenario.headers().isEmpty() ? "MSG " : "HMSG ";
        int line = (verb + subject(0) + " " + sid + " " + scenario.numbers() + "\r\n").length();
        Receiver receiver = new Receiver(wire, line + scenario.size() + 2);
        wire.channel().configureBlocking(false);
        wire.channel().register(selector, SelectionKey.OP_READ, receiver);
        return receiver;
    }

    // --- publisher's thread ------------------------------------------------------------------------------------

    private void publish(Wire publisher, Duration length) {
        try {
            int frameBytes = frame(0).length;
            int subjects = scenario.subjects();
            int batchFrames = Math.max(subjects, BATCH_BYTES / frameBytes / subjects * subjects);
            long window = Math.max(2L * batchFrames, WINDOW_BYTES / frameBytes);
            ByteBuffer batch = ByteBuffer.allocateDirect(batchFrames * frameBytes);
            for (int i = 0; i < batchFrames; i++) {
                batch.put(frame(i % subjects));
            }
            long end = System.nanoTime() + length.toNanos();
            while (!sentAll && System.nanoTime() < end) {
                if (sent + batchFrames - received.get() / scenario.deliveriesPerMessage() > window) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                    continue;
                }
                publisher.send(batch.rewind());
                sent += batchFrames;
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            sentAll = true;
        }
    }

    private byte[] frame(int subject) {
        String verb = scenario.headers().isEmpty() ? "PUB " : "HPUB ";
        String head = verb + subject(subject) + " " + scenario.numbers() + "\r\n" + scenario.headers();
        return (head + "x".repeat(scenario.payloadBytes()) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    // --- receivers' thread -------------------------------------------------------------------------------------

    private void receive(Selector selector) throws IOException {
        long lastProgress = System.nanoTime();
        while (!(sentAll && received.get() == sent * scenario.deliveriesPerMessage())) {
            long before = received.get();
            selector.select(key -> ((Receiver) key.attachment()).read(), 10);
            if (failure != null) {
                throw new BenchException(scenario.name() + " on " + server.name() + " failed", failure);
            }
            long now = System.nanoTime();
            if (received.get() != before) {
                lastProgress = now;
            } else if (now - lastProgress > STALL_LIMIT_NANOS) {
                throw new BenchException(scenario.name() + " on " + server.name() + ": expected="
                        + sent * scenario.deliveriesPerMessage() + " deliveries, actual=" + received.get());
            }
        }
    }

    /** One receiver: counts whole frames. */
    private final class Receiver {
        private final Wire wire;
        private final int frameBytes;

        /** Bytes of the current frame that are still to come. */
        private int missing;

        private Receiver(Wire wire, int frameBytes) {
            this.wire = wire;
            this.frameBytes = frameBytes;
        }

        private void read() {
            try {
                wire.fill();
                long frames = 0;
                ByteBuffer in = wire.in();
                while (in.hasRemaining()) {
                    if (missing == 0) {
                        byte first = in.get(in.position());
                        if (first != 'M' && first != 'H') {
                            if (!controlLine(in)) {
                                break;
                            }
                            continue;
                        }
                        missing = frameBytes;
                    }
                    int step = Math.min(missing, in.remaining());
                    in.position(in.position() + step);
                    missing -= step;
                    if (missing == 0) {
                        frames++;
                    }
                }
                received.addAndGet(frames);
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
        }

        /** Takes a line that is no message; false when it is not there whole. */
        private boolean controlLine(ByteBuffer in) throws IOException {
            for (int i = in.position(); i < in.limit(); i++) {
                if (in.get(i) == '\n') {
                    wire.answer(wire.readLine());
                    return true;
                }
            }
            return false;
        }
    }
}
