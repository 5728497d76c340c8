package io.vagus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code vagus bench} command. Exit codes: 0 when every row was measured, 1 when one failed, 2 for wrong options. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {JetStreamBench.class, LoadBench.class, ScaleBench.class},
        description = "Puts the same load on our server and on a real nats-server in turn and prints what each message "
                + "costs either of them.")
public final class Bench implements Callable<Integer> {
    static final int MAX_REPEATS = 100;
    static final double MAX_SECONDS = 60;

    @Option(
            names = {"--ours", "--vagus"},
            paramLabel = "FILE",
            defaultValue = "dist/bin/nats-server",
            description = "our server (default: ${DEFAULT-VALUE})")
    Path ours = Path.of("dist/bin/nats-server");

    @Option(
            names = {"--real", "--nats-server"},
            paramLabel = "FILE",
            required = true,
            description = "a real nats-server")
    Path real = Path.of("nats-server");

    @Option(names = "--secured", description = "log in with user JWTs under an operator, with permissions")
    private boolean secured;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "3",
            description = "measured runs of each row on each server (default: ${DEFAULT-VALUE})")
    int repeats = 3;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2",
            description = "length of a run (default: ${DEFAULT-VALUE})")
    double seconds = 2;

    @Option(names = "--rows", paramLabel = "NAME", split = ",", description = "only these rows")
    List<String> rows = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "write the figures there, too")
    @Nullable
    Path json;

    /** Runs the command and ends the process. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command with its options, ready to be executed. */
    static CommandLine commandLine() {
        return new CommandLine(new Bench()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("bench: " + failure.getMessage());
            Throwable cause = failure.getCause();
            if (cause != null) {
                command.getErr().println("  because: " + cause);
            }
            return 1;
        });
    }

    @Override
    public Integer call() throws IOException {
        checkOptions();
        List<Scenario> scenarios = scenarios();

        Path directory = Files.createTempDirectory("vagus-bench");
        try (Servers servers = new Servers(ours, real, directory, secured)) {
            measure(servers, scenarios);
            return 0;
        } finally {
            delete(directory);
        }
    }

    void checkOptions() {
        if (repeats < 1 || repeats > MAX_REPEATS || !(seconds > 0 && seconds <= MAX_SECONDS)) {
            throw new BenchException("expected=1 to " + MAX_REPEATS + " repeats of up to " + MAX_SECONDS
                    + " seconds, actual=" + repeats + " of " + seconds);
        }
    }

    private List<Scenario> scenarios() {
        List<Scenario> all = Scenario.all();
        if (rows.isEmpty()) {
            return all;
        }
        List<Scenario> chosen =
                all.stream().filter(scenario -> rows.contains(scenario.name())).toList();
        if (chosen.size() != Set.copyOf(rows).size()) {
            throw new BenchException(
                    "expected=rows out of " + all.stream().map(Scenario::name).toList() + ", actual=" + rows);
        }
        return chosen;
    }

    private void measure(Servers servers, List<Scenario> scenarios) throws IOException {
        Duration length = Duration.ofNanos((long) (seconds * 1e9));
        System.out.printf(
                "%s. Both servers stay up; warm-up: each row runs once, %.1f s, unmeasured on both before the "
                        + "first measured run; then %d pairs of runs of %.1f s, ours and real in turn. Rates and CPU "
                        + "are per delivered message (per answered request), medians; x = how many times better "
                        + "ours is.%n",
                secured ? "Operator-mode logins with permissions" : "No authentication", seconds, repeats, seconds);
        for (Scenario scenario : scenarios) {
            Servers.Pair pair = servers.of(scenario.setup());
            run(servers, scenario, pair.ours(), length);
            run(servers, scenario, pair.real(), length);
        }
        System.out.print(Report.heading());
        List<Comparison> comparisons = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            Comparison comparison = compare(servers, scenario, length);
            comparisons.add(comparison);
            System.out.print(Report.row(comparison));
        }
        Servers.Pair usual = servers.of(Scenario.Setup.USUAL);
        System.out.printf(
                "Resident memory after the load: ours %d MiB, real %d MiB.%n",
                usual.ours().residentKib() / 1024, usual.real().residentKib() / 1024);
        if (json != null) {
            Files.writeString(json, Report.json(secured, seconds, comparisons));
        }
    }

    private Comparison compare(Servers servers, Scenario scenario, Duration length) throws IOException {
        Servers.Pair pair = servers.of(scenario.setup());
        List<Measurement> ofOurs = new ArrayList<>();
        List<Measurement> ofReal = new ArrayList<>();
        for (int i = 0; i < repeats; i++) {
            ofOurs.add(run(servers, scenario, pair.ours(), length));
            ofReal.add(run(servers, scenario, pair.real(), length));
        }
        return new Comparison(scenario.name(), scenario.isTimed(), ofOurs, ofReal);
    }

    private static Measurement run(Servers servers, Scenario scenario, ServerUnderTest server, Duration length)
            throws IOException {
        return switch (scenario) {
            case Scenario.Stream stream -> StreamRun.run(stream, server, length);
            case Scenario.RequestReply requests -> RequestRun.run(requests, server, length);
            case Scenario.Layered layered -> LayeredRun.run(layered, server, length);
            case Scenario.Neighbour neighbour ->
                NeighbourRun.run(neighbour, server, flooded(servers, neighbour, server), length);
        };
    }

    private static @Nullable ServerUnderTest flooded(
            Servers servers, Scenario.Neighbour neighbour, ServerUnderTest server) throws IOException {
        return switch (neighbour.flooded()) {
            case NOBODY -> null;
            case ANOTHER_SERVER -> servers.beside(server);
            case SAME_SERVER -> server;
        };
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
