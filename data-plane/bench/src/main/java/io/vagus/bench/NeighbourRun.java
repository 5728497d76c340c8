package io.vagus.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A quiet tenant's requester asks a responder of its own account at an even pace, while, in the noisy row, another account floods
 * the server ({@link Flood}). What the flood costs the quiet one is its round trips in the noisy row against those in the quiet row.
 */
final class NeighbourRun {
    private static final long PACE_NANOS = 1_000_000;

    private final Scenario.Neighbour scenario;
    private final ServerUnderTest server;
    private volatile boolean over;
    private volatile @Nullable Throwable failure;

    private final @Nullable ServerUnderTest flooded;

    private NeighbourRun(Scenario.Neighbour scenario, ServerUnderTest server, @Nullable ServerUnderTest flooded) {
        this.scenario = scenario;
        this.server = server;
        this.flooded = flooded;
    }

    /** @param flooded the server that is flooded meanwhile; null for none */
    static Measurement run(
            Scenario.Neighbour scenario, ServerUnderTest server, @Nullable ServerUnderTest flooded, Duration length)
            throws IOException {
        return new NeighbourRun(scenario, server, flooded).run(length);
    }

    private Measurement run(Duration length) throws IOException {
        List<Wire> wires = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try {
            Wire responder = connect(wires, "quiet");
            responder.send("SUB bench.request 1\r\n");
            responder.flush();
            Wire requester = connect(wires, "quiet");
            requester.send("SUB _INBOX.q.* 1\r\n");
            requester.flush();
            threads.add(start(() -> answer(responder)));
            if (flooded == null) {
                return measure(requester, length);
            }
            try (Flood flood = Flood.start(flooded.port(), "noisy")) {
                Measurement measured = measure(requester, length);
                flood.check();
                return measured;
            }
        } finally {
            over = true;
            for (Wire wire : wires) {
                wire.close();
            }
            threads.forEach(Threads::join);
        }
    }

    private Measurement measure(Wire requester, Duration length) throws IOException {
        long cpuBefore = server.cpuNanos();
        long start = System.nanoTime();
        long[] roundTrips = ask(requester, start + length.toNanos());
        long elapsed = System.nanoTime() - start;
        if (failure != null) {
            throw new BenchException(scenario.name() + " on " + server.name() + " failed", failure);
        }
        return Measurement.ofRoundTrips(roundTrips, elapsed, server.cpuNanos() - cpuBefore);
    }

    private Wire connect(List<Wire> wires, String user) throws IOException {
        Wire wire = server.connectAs(user);
        wires.add(wire);
        return wire;
    }

    private interface Work {
        void run() throws IOException;
    }

    private Thread start(Work work) {
        return Thread.ofPlatform().start(() -> {
            try {
                work.run();
            } catch (IOException | RuntimeException e) {
                if (!over) {
                    failure = e;
                }
            }
        });
    }

    private void answer(Wire wire) throws IOException {
        while (!over) {
            String line = wire.readLine();
            if (line.startsWith("MSG ")) {
                String[] parts = line.split(" ");
                wire.skipPayload(Integer.parseInt(parts[4]));
                wire.send("PUB " + parts[3] + " 2\r\nok\r\n");
            } else {
                wire.answer(line);
            }
        }
    }

    private static long[] ask(Wire wire, long end) throws IOException {
        long[] roundTrips = new long[1_000_000];
        int count = 0;
        long next = System.nanoTime();
        while (System.nanoTime() < end && count < roundTrips.length) {
            next += PACE_NANOS;
            // Late questions are asked at once: a stall of the server shows in every round trip that it delays.
            LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
            long asked = System.nanoTime();
            wire.send("PUB bench.request _INBOX.q." + count + " 2\r\nhi\r\n");
            String line = wire.readLine();
            while (!line.startsWith("MSG ")) {
                wire.answer(line);
                line = wire.readLine();
            }
            wire.skipPayload(2);
            roundTrips[count++] = System.nanoTime() - asked;
        }
        return Arrays.copyOf(roundTrips, count);
    }
}
