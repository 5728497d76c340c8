package io.vagus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The {@code vagus bench load} command. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Many connections, many subscriptions, one slow consumer: what they cost our server and a real one, "
                        + "each started anew for each row.")
final class LoadBench implements Callable<Integer> {
    private static final int WIDTH = 60;
    private static final List<String> ROWS = List.of("idle", "subscriptions", "slow-consumer");
    private static final int MAX_CONNECTIONS = 50_000;
    private static final int OTHER_FILES = 500;
    private static final int MAX_SUBSCRIPTIONS = 2_000_000;

    @ParentCommand
    private Bench bench = new Bench();

    @Option(names = "--rows", paramLabel = "NAME", split = ",", description = "only these rows")
    private List<String> rows = ROWS;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "20000",
            description = "idle connections (default: ${DEFAULT-VALUE})")
    private int connections = 20_000;

    @Option(
            names = "--subscriptions",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "subscriptions (default: ${DEFAULT-VALUE})")
    private int subscriptions = 1_000_000;

    @Override
    public Integer call() throws IOException {
        if (!ROWS.containsAll(rows)
                || connections < 1
                || connections > MAX_CONNECTIONS
                || subscriptions < 1
                || subscriptions > MAX_SUBSCRIPTIONS) {
            throw new BenchException("expected=rows out of " + ROWS + ", up to " + MAX_CONNECTIONS + " connections and "
                    + MAX_SUBSCRIPTIONS + " subscriptions, actual=" + rows + ", " + connections + ", " + subscriptions);
        }
        checkOpenFiles();
        LoadFigure.printHead(WIDTH);
        for (String row : ROWS) {
            if (rows.contains(row)) {
                measure(row);
            }
        }
        return 0;
    }

    /** Servers inherit the limit of this process, and need some files besides their connections. */
    private void checkOpenFiles() throws IOException {
        long limit = Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" {2,}")[2])
                .mapToLong(hard -> hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard))
                .findFirst()
                .orElse(Long.MAX_VALUE);
        if (rows.contains("idle") && connections > limit - OTHER_FILES) {
            throw new BenchException("expected=a limit of open files (ulimit -n) of " + (connections + OTHER_FILES)
                    + ", or fewer --connections, actual=" + limit);
        }
    }

    private void measure(String row) throws IOException {
        Path directory = Files.createTempDirectory("vagus-bench");
        try {
            List<LoadFigure> ours = measure(row, "ours", bench.ours, directory);
            List<LoadFigure> real = measure(row, "real", bench.real, directory);
            LoadFigure.print(WIDTH, row, ours, real);
        } finally {
            Bench.delete(directory);
        }
    }

    private List<LoadFigure> measure(String row, String name, Path binary, Path directory) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(name));
        ServerSetup setup = ServerSetup.open(folder);
        try (ServerUnderTest server =
                ServerUnderTest.start(name, binary, setup.config(), folder.resolve("server"), setup.credentials())) {
            return switch (row) {
                case "idle" -> IdleLoad.run(server, connections);
                case "subscriptions" -> SubscriptionLoad.run(server, subscriptions);
                default -> SlowConsumerLoad.run(server);
            };
        }
    }
}
