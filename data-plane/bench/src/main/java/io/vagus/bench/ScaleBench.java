package io.vagus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The {@code vagus bench scale} command. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Much in JetStream at once: messages, subjects, consumers, streams, in files. What they cost our "
                + "server and a real one, each started anew for each row. What is made stops at a time limit; "
                + "costs are for one of what was made.")
final class ScaleBench implements Callable<Integer> {
    private static final int WIDTH = 72;
    private static final List<String> ROWS = List.of("messages", "subjects", "consumers", "streams");
    private static final long MOST = 100_000_000;
    private static final double MOST_SECONDS = 600;

    @ParentCommand
    private Bench bench = new Bench();

    @Option(names = "--rows", paramLabel = "NAME", split = ",", description = "only these rows")
    private List<String> rows = ROWS;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "messages of one stream, on 100,000 subjects (default: ${DEFAULT-VALUE})")
    private long messages = 10_000_000;

    @Option(
            names = "--subjects",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "subjects of one stream, a message each (default: ${DEFAULT-VALUE})")
    private long subjects = 1_000_000;

    @Option(
            names = "--consumers",
            paramLabel = "N",
            defaultValue = "100000",
            description = "consumers of one stream (default: ${DEFAULT-VALUE})")
    private long consumers = 100_000;

    @Option(
            names = "--streams",
            paramLabel = "N",
            defaultValue = "10000",
            description = "streams (default: ${DEFAULT-VALUE})")
    private long streams = 10_000;

    @Option(
            names = "--limit",
            paramLabel = "S",
            defaultValue = "60",
            description = "seconds after which no more is made (default: ${DEFAULT-VALUE})")
    private double limitSeconds = 60;

    @Override
    public Integer call() throws IOException {
        boolean possible =
                List.of(messages, subjects, consumers, streams).stream().allMatch(count -> count >= 1 && count <= MOST);
        if (!ROWS.containsAll(rows) || !possible || !(limitSeconds > 0 && limitSeconds <= MOST_SECONDS)) {
            throw new BenchException("expected=rows out of " + ROWS + ", 1 to " + MOST + " of each, up to "
                    + MOST_SECONDS + " seconds, actual=" + rows + ", " + messages + ", " + subjects + ", " + consumers
                    + ", " + streams + ", " + limitSeconds);
        }
        System.out.printf(
                "Load average before: %s%n",
                Files.readString(Path.of("/proc/loadavg")).strip());
        LoadFigure.printHead(WIDTH);
        for (String row : ROWS) {
            if (rows.contains(row)) {
                measure(row);
            }
        }
        return 0;
    }

    private void measure(String row) throws IOException {
        List<LoadFigure> ours = measure(row, "ours", bench.ours);
        List<LoadFigure> real = measure(row, "real", bench.real);
        LoadFigure.print(WIDTH, row, ours, real);
    }

    private List<LoadFigure> measure(String row, String name, Path binary) throws IOException {
        Path directory = Files.createTempDirectory("vagus-bench");
        try (ScaleLoad load = new ScaleLoad(name, binary, directory, Duration.ofNanos((long) (limitSeconds * 1e9)))) {
            return switch (row) {
                case "messages" -> load.messages(messages);
                case "subjects" -> load.subjects(subjects);
                case "consumers" -> load.consumers(consumers);
                default -> load.streams(streams);
            };
        } finally {
            Bench.delete(directory);
        }
    }
}
