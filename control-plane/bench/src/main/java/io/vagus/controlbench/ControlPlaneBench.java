package io.vagus.controlbench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code vagus bench control-plane} command. Exit codes: 0 when everything was measured, 1 when not, 2 for wrong options. */
@Command(
        name = "bench control-plane",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Fills a service with teams, accounts and users and measures what people and nodes wait for.")
public final class ControlPlaneBench implements Callable<Integer> {

    private static final List<String> ROWS = List.of("reads", "changes", "reconcile");
    private static final int MAX_ACCOUNTS = 50_000;
    private static final int MAX_USERS = 1_000_000;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            required = true,
            description = "the home of a service that is up; it is filled and stays so")
    private Path home = Path.of(".vagus");

    @Option(names = "--vagus", paramLabel = "FILE", required = true, hidden = true)
    private Path vagus = Path.of("vagus");

    @Option(names = "--teams", defaultValue = "20", description = "default: ${DEFAULT-VALUE}")
    private int teams = 20;

    @Option(names = "--accounts", defaultValue = "10000", description = "of all teams; default: ${DEFAULT-VALUE}")
    private int accounts = 10_000;

    @Option(names = "--users", defaultValue = "100000", description = "of all accounts; default: ${DEFAULT-VALUE}")
    private int users = 100_000;

    @Option(
            names = "--charted",
            defaultValue = "200",
            description = "accounts with samples of 90 days; default: ${DEFAULT-VALUE}")
    private int charted = 200;

    @Option(names = "--requests", defaultValue = "200", description = "of each kind; default: ${DEFAULT-VALUE}")
    private int requests = 200;

    @Option(names = "--changes", defaultValue = "50", description = "accounts a second; default: ${DEFAULT-VALUE}")
    private int changes = 50;

    @Option(names = "--seconds", defaultValue = "60", description = "of changes; default: ${DEFAULT-VALUE}")
    private int seconds = 60;

    @Option(
            names = "--rows",
            paramLabel = "NAME",
            split = ",",
            description = "only these of reads, changes, reconcile; 'none' only fills")
    private List<String> rows = ROWS;

    /** Runs the command and ends the process. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ControlPlaneBench())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("bench: " + failure.getMessage());
                    Throwable cause = failure.getCause();
                    if (cause != null) {
                        command.getErr().println("  because: " + cause);
                    }
                    return 1;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        checkOptions();
        ServiceHome service = ServiceHome.of(home);
        Tenants tenants = new Fill(service).upTo(teams, accounts, users, Math.min(charted, accounts));
        Changes.awaitSettled(service, Duration.ofMinutes(10));
        System.out.printf(
                "%,d accounts of %d teams, load average %s%n",
                tenants.accounts().size(),
                teams,
                Files.exists(Path.of("/proc/loadavg"))
                        ? Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]
                        : "unknown");
        if (rows.contains("reads")) {
            new Reads(service, tenants, Math.min(charted, accounts)).run(requests);
        }
        if (rows.contains("changes")) {
            new Changes(service, tenants).run(changes, Duration.ofSeconds(seconds));
        }
        if (rows.contains("reconcile")) {
            new Reconciling(service, tenants, vagus).run();
        }
        return 0;
    }

    private void checkOptions() {
        if (accounts < 1
                || accounts > MAX_ACCOUNTS
                || users < 0
                || users > MAX_USERS
                || teams < 1
                || teams > 90
                || charted < 1
                || requests < 1
                || changes < 1
                || seconds < 1) {
            throw new BenchException("expected=up to 90 teams, " + MAX_ACCOUNTS + " accounts and " + MAX_USERS
                    + " users, actual=" + teams + ", " + accounts + ", " + users);
        }
        if (!rows.equals(List.of("none")) && !ROWS.containsAll(rows)) {
            throw new BenchException("expected=rows out of " + ROWS + ", actual=" + rows);
        }
    }
}
