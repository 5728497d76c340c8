package io.vagus.differential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Holds the scenarios of one suite with both servers. A difference counts when it is there again, the same, after longer
 * silences, or when it is there every time.
 */
final class SuiteRun {

    private static final long[] QUIET_MILLIS = {20, 20, 150, 150, 400};

    /** One scenario's outcome; differences is empty when the servers were alike. */
    record Outcome(String scenario, List<String> differences) {}

    private final Suite suite;
    private final Path ours;
    private final Path real;
    private final Path folder;

    SuiteRun(Suite suite, Path ours, Path real, Path folder) {
        this.suite = suite;
        this.ours = ours;
        this.real = real;
        this.folder = folder;
    }

    List<Outcome> run() throws IOException, InterruptedException {
        Path config = Files.writeString(Files.createDirectories(folder).resolve("nats.conf"), suite.config());
        ConcurrentLinkedQueue<Scenario> left = new ConcurrentLinkedQueue<>(suite.scenarios());
        List<Outcome> outcomes = new ArrayList<>();
        try (RunningServer mine = RunningServer.start(ours, config, folder.resolve("ours"));
                RunningServer theirs = RunningServer.start(real, config, folder.resolve("real"));
                ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Outcome>>> running = new ArrayList<>();
            for (int i = 0; i < suite.lanes(); i++) {
                int lane = i;
                running.add(lanes.submit(() -> lane(mine, theirs, lane, left)));
            }
            for (Future<List<Outcome>> lane : running) {
                outcomes.addAll(result(lane));
            }
        }
        return outcomes;
    }

    private static List<Outcome> result(Future<List<Outcome>> lane) throws InterruptedException {
        try {
            return lane.get();
        } catch (ExecutionException e) {
            throw new DifferentialException("a lane failed", e.getCause());
        }
    }

    private List<Outcome> lane(RunningServer mine, RunningServer theirs, int lane, ConcurrentLinkedQueue<Scenario> left)
            throws IOException, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Scenario next = left.poll(); next != null; next = left.poll()) {
            outcomes.add(new Outcome(next.name(), differences(mine, theirs, lane, next)));
        }
        return outcomes;
    }

    private List<String> differences(RunningServer mine, RunningServer theirs, int lane, Scenario scenario)
            throws IOException, InterruptedException {
        List<String> found = List.of();
        for (long quiet : QUIET_MILLIS) {
            List<String> before = found;
            found = new Conversation(mine, theirs, lane, quiet, new Masks(true)).differences(scenario);
            if (found.isEmpty() || (quiet > QUIET_MILLIS[0] && found.equals(before))) {
                break;
            }
        }
        return found;
    }
}
