package io.vagus.bench;

import java.io.IOException;
import java.util.List;

/** Subscriptions to subjects of their own, spread over a few connections. */
final class SubscriptionLoad {
    private static final int CONNECTIONS = 100;
    private static final int BATCH = 1000;

    private SubscriptionLoad() {}

    static List<LoadFigure> run(ServerUnderTest server, int subscriptions) throws IOException {
        try (Crowd warm = new Crowd(server, 1)) {
            subscribe(warm.wires().getFirst(), "warm", 1000);
        }
        Crowd.settle();
        long base = server.residentKib();
        long cpu = server.cpuNanos();
        double seconds;
        long held;
        try (Crowd crowd = new Crowd(server, CONNECTIONS)) {
            long start = System.nanoTime();
            for (int i = 0; i < CONNECTIONS; i++) {
                subscribe(crowd.wires().get(i), "load.c" + i, subscriptions / CONNECTIONS);
            }
            seconds = (System.nanoTime() - start) / 1e9;
            cpu = server.cpuNanos() - cpu;
            Crowd.settle();
            held = server.residentKib();
        }
        Crowd.settle();
        int made = subscriptions / CONNECTIONS * CONNECTIONS;
        return List.of(
                new LoadFigure("resident before, MiB", base / 1024.0),
                new LoadFigure(made + " subscriptions made in, s", seconds),
                new LoadFigure("CPU a subscription, ns", cpu / (double) made),
                new LoadFigure("resident a subscription, bytes", (held - base) * 1024.0 / made),
                new LoadFigure("resident after they ended, MiB", server.residentKib() / 1024.0));
    }

    private static void subscribe(Wire wire, String prefix, int count) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("SUB ")
                    .append(prefix)
                    .append(".s")
                    .append(i)
                    .append(' ')
                    .append(i + 1)
                    .append("\r\n");
            if (i % BATCH == BATCH - 1 || i == count - 1) {
                wire.send(lines.toString());
                lines.setLength(0);
                wire.flush();
            }
        }
    }
}
