package io.vagus.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
            join(sender);
            awaitAll();
            long elapsed = System.nanoTime() - start;
            long cpu = server.cpuNanos() - cpuBefore;
            receiver.close();
            join(reader);
            return new Measurement(received.get(), elapsed, cpu, 0, 0);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
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

    /** The stream of the protocol behind its layer. */
    static final class LayeredWire implements AutoCloseable {
        private final java.net.Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final boolean framed;
        private long frameLeft;

        private LayeredWire(java.net.Socket socket, boolean framed) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream(), 256 * 1024);
            this.out = socket.getOutputStream();
            this.framed = framed;
        }

        static LayeredWire connect(Scenario.Layer layer, ServerUnderTest server) throws IOException {
            LayeredWire wire = switch (layer) {
                case TLS -> new LayeredWire(TlsClient.upgrade(server.port()), false);
                case WEBSOCKET -> webSocket(server.webSocketPort());
            };
            wire.send(("CONNECT {\"verbose\":false,\"pedantic\":false,\"protocol\":0,\"lang\":\"bench\","
                            + "\"version\":\"1\"}\r\nPING\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            wire.awaitLine("PONG");
            return wire;
        }

        private static LayeredWire webSocket(int port) throws IOException {
            LayeredWire wire = new LayeredWire(new java.net.Socket("127.0.0.1", port), true);
            wire.out.write(("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                int b = wire.in.read();
                if (b < 0) {
                    throw new BenchException("the server refused the WebSocket: " + answer);
                }
                answer.append((char) b);
            }
            return wire;
        }

        void send(byte[] bytes) throws IOException {
            if (framed) {
                // A mask of zeros leaves the payload as it is: the load generator has less to do, the server the same.
                byte[] head = new byte[14];
                head[0] = (byte) 0x82;
                head[1] = (byte) 0xff;
                for (int i = 0; i < 8; i++) {
                    head[2 + i] = (byte) ((long) bytes.length >>> (56 - 8 * i));
                }
                out.write(head);
            }
            out.write(bytes);
            out.flush();
        }

        /** Reads some bytes of the protocol's stream; -1 at the end. */
        int read(byte[] into) throws IOException {
            if (!framed) {
                return in.read(into);
            }
            while (frameLeft == 0) {
                if (!readFrameHead()) {
                    return -1;
                }
            }
            int count = in.read(into, 0, (int) Math.min(into.length, frameLeft));
            frameLeft -= Math.max(0, count);
            return count;
        }

        private boolean readFrameHead() throws IOException {
            int first = in.read();
            int second = in.read();
            if (first < 0 || second < 0) {
                return false;
            }
            long length = second & 0x7f;
            int more = length == 126 ? 2 : length == 127 ? 8 : 0;
            if (more > 0) {
                length = 0;
                for (int i = 0; i < more; i++) {
                    length = length << 8 | in.read();
                }
            }
            frameLeft = length;
            return true;
        }

        void awaitLine(String wanted) throws IOException {
            StringBuilder line = new StringBuilder();
            byte[] one = new byte[1];
            while (true) {
                if (read(one) < 0) {
                    throw new BenchException("the server closed the connection; last line: " + line);
                }
                if (one[0] == '\n') {
                    if (line.toString().stripTrailing().equals(wanted)) {
                        return;
                    }
                    line.setLength(0);
                } else {
                    line.append((char) one[0]);
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
