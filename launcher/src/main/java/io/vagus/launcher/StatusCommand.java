package io.vagus.launcher;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vagus status}. */
@Command(
        name = "status",
        description = "Say what runs. Exit code 0: all up, 1: not all, 3: not running.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Option(names = "--json", description = "The whole state, as in state.json.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var home = homeOption.home();
        var answer = new ControlClient(home).ask(new ControlRequest(ControlRequest.Command.STATUS, null), LIMIT);
        var state = answer.map(ControlAnswer::state).orElse(null);
        if (state == null) {
            System.out.println("Vagus is not running in " + home.path() + ".");
            return ExitCode.NOT_RUNNING;
        }
        if (json) {
            System.out.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(state));
        } else {
            System.out.println("Vagus in " + home.path() + ": " + state.phase() + " (process " + state.pid()
                    + ", data plane " + state.dataPlane() + ")");
            state.parts()
                    .forEach((name, part) -> System.out.printf(
                            "  %-14s %-11s %-13s %s%n",
                            name,
                            part.state(),
                            part.pid() == null ? "" : "process " + part.pid(),
                            part.restarts() == 0 ? "" : "restarted " + part.restarts() + "x"));
            if (state.isUp()) {
                System.out.println(Summary.of(state, home));
            }
        }
        var allUp = state.isUp()
                && state.parts().values().stream().allMatch(part -> part.state().equals(PartState.UP.id()));
        return allUp ? ExitCode.DONE : ExitCode.FAILED;
    }
}
