package io.vagus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The {@code vagus bench js} command. */
@Command(
        name = "js",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "The same for JetStream. Rows named default leave both servers to their own: ours acknowledges what is"
                        + " on disk, nats-server what it will write some time; rows named always and lazy tell both the"
                        + " same.")
final class JetStreamBench implements Callable<Integer> {

    @ParentCommand
    private Bench bench = new Bench();

    @Option(names = "--rows", paramLabel = "NAME", split = ",", description = "only these rows")
    private List<String> rows = List.of();

    @Override
    public Integer call() throws IOException {
        bench.checkOptions();
        List<JetStreamScenario> scenarios = JetStreamScenario.all().stream()
                .filter(scenario -> rows.isEmpty() || rows.contains(scenario.name()))
                .toList();
        if (!rows.isEmpty() && scenarios.size() != rows.size()) {
            throw new BenchException("expected=rows out of "
                    + JetStreamScenario.all().stream()
                            .map(JetStreamScenario::name)
                            .toList() + ", actual=" + rows);
        }
        Path directory = Files.createTempDirectory("vagus-bench");
        try {
            List<Comparison> comparisons = new ArrayList<>();
            System.out.print(Report.heading());
            for (JetStreamScenario.Durability durability : JetStreamScenario.Durability.values()) {
                List<JetStreamScenario> these = scenarios.stream()
                        .filter(scenario -> scenario.durability() == durability)
                        .toList();
                if (!these.isEmpty()) {
                    compare(durability, these, directory, comparisons);
                }
            }
            Path json = bench.json;
            if (json != null) {
                Files.writeString(json, Report.json(false, bench.seconds, comparisons));
            }
            return 0;
        } finally {
            Bench.delete(directory);
        }
    }

    private void compare(
            JetStreamScenario.Durability durability,
            List<JetStreamScenario> scenarios,
            Path directory,
            List<Comparison> comparisons)
            throws IOException {
        Path folder =
                Files.createDirectories(directory.resolve(durability.name().toLowerCase(Locale.ROOT)));
        Duration length = Duration.ofNanos((long) (bench.seconds * 1e9));
        try (ServerUnderTest ours = start("ours", bench.ours, durability, folder);
                ServerUnderTest real = start("real", bench.real, durability, folder)) {
            for (JetStreamScenario scenario : scenarios) {
                JetStreamRun.run(scenario, ours, length);
                JetStreamRun.run(scenario, real, length);
                List<Measurement> ofOurs = new ArrayList<>();
                List<Measurement> ofReal = new ArrayList<>();
                for (int i = 0; i < bench.repeats; i++) {
                    ofOurs.add(JetStreamRun.run(scenario, ours, length));
                    ofReal.add(JetStreamRun.run(scenario, real, length));
                }
                Comparison comparison = new Comparison(scenario.name(), scenario.isTimed(), ofOurs, ofReal);
                comparisons.add(comparison);
                System.out.print(Report.row(comparison));
            }
        }
    }

    private static ServerUnderTest start(
            String name, Path program, JetStreamScenario.Durability durability, Path folder) throws IOException {
        String sync = switch (durability) {
            case DEFAULTS -> "";
            case ALWAYS -> ", sync_interval: always";
            case LAZY -> ", sync_interval: \"2m\"";
        };
        Path store = folder.resolve(name + "-store");
        Path config = Files.writeString(
                folder.resolve(name + ".conf"), "jetstream { store_dir: \"" + store + "\"" + sync + " }\n");
        return ServerUnderTest.start(name, program, config, folder.resolve(name), Credentials.NONE);
    }
}
