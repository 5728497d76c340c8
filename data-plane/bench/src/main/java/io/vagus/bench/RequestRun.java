package io.vagus.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requesters and one responder against one server, a thread and a blocking socket each. Every request has an inbox subject
 * of its own below the requester's one wildcard subscription, as client libraries do it.
 */
final class RequestRun {
    private static final String SUBJECT = "bench.request";
    private static final int MAX_SAMPLES = 2_000_000;
    private static final long STALL_LIMIT_MILLIS = 20_000;

    private final Scenario.RequestReply scenario;
    private final ServerUnderTest server;
    private final List<Wire> wires = new ArrayList<>();
    private volatile boolean over;
    private volatile @Nullable Throwable failure;

    private RequestRun(Scenario.RequestReply scenario, ServerUnderTest server) {
        this.scenario = scenario;
        this.server = server;
    }

    static Measurement run(Scenario.RequestReply scenario, ServerUnderTest server, Duration length) throws IOException {
        return new RequestRun(scenario, server).run(length);
    }

    private Measurement run(Duration length) throws IOException {
        try {
            Thread responder = start("bench-responder", responder());
            List<Requester> requesters = new ArrayList<>();
            for (int i = 0; i < scenario.requesters(); i++) {
                requesters.add(new Requester(i));
            }
            long cpuBefore = server.cpuNanos();
            long start = System.nanoTime();
            List<Thread> threads = new ArrayList<>();
            for (Requester requester : requesters) {
                threads.add(start("bench-requester", () -> requester.ask(start + length.toNanos())));
            }
            for (Thread thread : threads) {
                join(thread, length.toMillis() + STALL_LIMIT_MILLIS);
            }
            long elapsed = System.nanoTime() - start;
            long cpu = server.cpuNanos() - cpuBefore;
            over = true;
            closeAll();
            join(responder, STALL_LIMIT_MILLIS);
            if (failure != null) {
                throw new BenchException(scenario.name() + " on " + server.name() + " failed", failure);
            }
            return measurement(requesters, elapsed, cpu);
        } finally {
            over = true;
            closeAll();
        }
    }

    private static Measurement measurement(List<Requester> requesters, long elapsed, long cpu) {
        long[] roundTrips = requesters.stream()
                .flatMapToLong(requester -> Arrays.stream(requester.roundTrips, 0, requester.count))
                .toArray();
        if (roundTrips.length == 0) {
            throw new BenchException("no request was answered");
        }
        return Measurement.ofRoundTrips(roundTrips, elapsed, cpu);
    }

    private void closeAll() throws IOException {
        for (Wire wire : wires) {
            wire.close();
        }
    }

    /** Work on sockets, which may fail when they are closed at the end. */
    private interface Work {
        void run() throws IOException;
    }

    private Thread start(String name, Work work) {
        return Thread.ofPlatform().name(name).start(() -> {
            try {
                work.run();
            } catch (IOException | RuntimeException e) {
                if (!over) {
                    failure = e;
                }
            }
        });
    }

    private void join(Thread thread, long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
        if (thread.isAlive()) {
            throw new BenchException(scenario.name() + " on " + server.name() + ": no answer", failure);
        }
    }

    private Wire connect() throws IOException {
        Wire wire = server.connect();
        wires.add(wire);
        return wire;
    }

    private Work responder() throws IOException {
        Wire wire = connect();
        wire.send("SUB " + SUBJECT + " 1\r\n");
        wire.flush();
        return () -> {
            StringBuilder answers = new StringBuilder();
            while (!over) {
                String line = wire.readLine();
                if (line.startsWith("MSG ")) {
                    String[] parts = line.split(" ");
                    wire.skipPayload(Integer.parseInt(parts[4]));
                    answers.append("PUB ").append(parts[3]).append(" 2\r\nok\r\n");
                } else {
                    wire.answer(line);
                }
                // Whatever came last, even a PING: requesters wait for what is gathered here.
                if (!wire.in().hasRemaining()) {
                    wire.send(answers.toString());
                    answers.setLength(0);
                }
            }
        };
    }

    /** One that asks and waits, over and over. */
    private final class Requester {
        private final Wire wire;
        private final String inbox;
        private final long[] roundTrips = new long[MAX_SAMPLES / scenario.requesters()];
        private int count;

        private Requester(int index) throws IOException {
            wire = connect();
            inbox = "_INBOX.bench" + index + ".";
            wire.send("SUB " + inbox + "* 1\r\n");
            wire.flush();
        }

        private void ask(long end) throws IOException {
            String payload = "x".repeat(Scenario.RequestReply.PAYLOAD_BYTES);
            while (System.nanoTime() < end && count < roundTrips.length) {
                String request = "PUB " + SUBJECT + " " + inbox + Integer.toString(count, Character.MAX_RADIX) + " "
                        + Scenario.RequestReply.PAYLOAD_BYTES + "\r\n" + payload + "\r\n";
                ByteBuffer frame = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
                long asked = System.nanoTime();
                wire.send(frame);
                awaitAnswer();
                roundTrips[count++] = System.nanoTime() - asked;
            }
        }

        private void awaitAnswer() throws IOException {
            while (true) {
                String line = wire.readLine();
                if (line.startsWith("MSG ")) {
                    wire.skipPayload(2);
                    return;
                }
                if (line.startsWith("HMSG ")) {
                    throw new BenchException("expected an answer, got " + line);
                }
                wire.answer(line);
            }
        }
    }
}
