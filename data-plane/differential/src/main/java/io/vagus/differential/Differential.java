package io.vagus.differential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code vagus compare} command. Exit codes: 0 when both servers were alike, 1 when they differed, 2 for wrong options. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Puts the same bytes to our server and to a real nats-server and compares what they answer.")
public final class Differential implements Callable<Integer> {

    static final int MAX_GENERATED = 100_000;

    /** The written suites, in the order of their running. */
    static final List<String> SUITES = List.of(
            "protocol",
            "open",
            "accounts",
            "users",
            "sentinels",
            "jetstream",
            "usage",
            "sources",
            "limits",
            "operator");

    private static final String GENERATED = "generated";

    @Option(
            names = {"--ours", "--vagus"},
            paramLabel = "FILE",
            defaultValue = "dist/bin/nats-server",
            description = "our server (default: ${DEFAULT-VALUE})")
    private Path ours = Path.of("dist/bin/nats-server");

    @Option(
            names = {"--real", "--nats-server"},
            paramLabel = "FILE",
            required = true,
            description = "a real nats-server")
    private Path real = Path.of("nats-server");

    @Option(names = "--suites", paramLabel = "NAME", split = ",", description = "only these suites")
    private List<String> suites = List.of();

    @Option(
            names = "--generated",
            paramLabel = "N",
            defaultValue = "2000",
            description = "conversations made up from the seed (default: ${DEFAULT-VALUE})")
    private int generated = 2000;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "seed of the generated conversations (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--only", paramLabel = "TEXT", defaultValue = "", description = "scenarios whose name holds this")
    private String only = "";

    /** Runs the command and ends the process. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Differential()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("compare: " + failure.getMessage());
            Throwable cause = failure.getCause();
            if (cause != null) {
                command.getErr().println("  because: " + cause);
            }
            return 1;
        });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (generated < 0 || generated > MAX_GENERATED) {
            System.err.println("compare: --generated takes 0 to " + MAX_GENERATED);
            return 2;
        }
        Path folder = Files.createTempDirectory("vagus-compare");
        Set<String> known = known();
        int alike = 0;
        int differing = 0;
        int expected = 0;
        for (Suite suite : chosen()) {
            int unexpected = 0;
            for (SuiteRun.Outcome outcome : new SuiteRun(suite, ours, real, folder.resolve(suite.name())).run()) {
                if (outcome.differences().isEmpty()) {
                    alike++;
                } else if (known.contains(suite.name() + ": " + outcome.scenario())) {
                    expected++;
                    print("KNOWN", suite, outcome);
                } else {
                    unexpected++;
                    print("DIFFERENT", suite, outcome);
                }
            }
            differing += unexpected;
            System.out.printf(
                    "%-14s %6d conversations, %d differing%n",
                    suite.name(), suite.scenarios().size(), unexpected);
        }
        System.out.println("(seed " + seed + "; " + expected + " known differences)");
        System.out.println(alike + " passed, " + differing + " failed");
        return differing == 0 && alike > 0 ? 0 : 1;
    }

    /** Those that docs/compatibility.md gives a reason for. */
    static Set<String> known() {
        return Suite.resource("known.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .collect(Collectors.toSet());
    }

    private List<Suite> chosen() {
        List<Suite> all = new ArrayList<>();
        for (String name : SUITES) {
            if (suites.isEmpty() || suites.contains(name)) {
                all.add(narrowed(Suite.load(name)));
            }
        }
        if (generated > 0 && (suites.isEmpty() || suites.contains(GENERATED))) {
            String config = Suite.resource("protocol.conf");
            all.add(narrowed(Suite.of(GENERATED, config, new ProtocolGenerator(seed).scenarios(generated))));
        }
        return all;
    }

    private Suite narrowed(Suite suite) {
        return new Suite(
                suite.name(),
                suite.config(),
                suite.lanes(),
                suite.scenarios().stream()
                        .filter(scenario -> scenario.name().contains(only))
                        .toList());
    }

    private static void print(String word, Suite suite, SuiteRun.Outcome outcome) {
        System.out.println(word + " " + suite.name() + ": " + outcome.scenario());
        outcome.differences().forEach(difference -> System.out.println("    " + difference));
    }
}
