package io.vagus.bench;

import java.io.IOException;
import java.util.List;

/** Connections that have logged in and say nothing. */
final class IdleLoad {
    private static final int WARM_UP = 200;

    private IdleLoad() {}

    static List<LoadFigure> run(ServerUnderTest server, int connections) throws IOException {
        new Crowd(server, WARM_UP).close();
        Crowd.settle();
        long base = server.residentKib();
        long start = System.nanoTime();
        double seconds;
        long held;
        try (Crowd crowd = new Crowd(server, connections)) {
            seconds = (System.nanoTime() - start) / 1e9;
            Crowd.settle();
            held = server.residentKib();
            crowd.wires().getLast().flush();
        }
        Crowd.settle();
        return List.of(
                new LoadFigure("resident before, MiB", base / 1024.0),
                new LoadFigure(connections + " connections opened in, s", seconds),
                new LoadFigure("resident a connection, KiB", (held - base) / (double) connections),
                new LoadFigure("resident after they closed, MiB", server.residentKib() / 1024.0));
    }
}
