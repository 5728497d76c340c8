package io.vagus.launcher;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vagus down}: stops a service from any terminal and returns when it has stopped. */
@Command(name = "down", description = "Stop everything, from any terminal.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(90);

    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Override
    public Integer call() throws Exception {
        var home = homeOption.home();
        System.out.println(
                stop(home)
                        ? "Vagus has stopped; its data stays in " + home.path() + "."
                        : "Vagus is not running in " + home.path() + ".");
        return ExitCode.DONE;
    }

    /** False when nothing ran there. */
    static boolean stop(Home home) throws InterruptedException, ExecutionException {
        var client = new ControlClient(home);
        var state = client.ask(new ControlRequest(ControlRequest.Command.STATUS, null), ANSWER_LIMIT)
                .map(ControlAnswer::state)
                .orElse(null);
        if (state == null) {
            return false;
        }
        var supervisor = ProcessHandle.of(state.pid());
        client.ask(new ControlRequest(ControlRequest.Command.DOWN, null), ANSWER_LIMIT);
        if (supervisor.isPresent()) {
            awaitEnd(home, supervisor.get());
        }
        return true;
    }

    private static void awaitEnd(Home home, ProcessHandle supervisor) throws InterruptedException, ExecutionException {
        try {
            supervisor.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            supervisor.destroyForcibly();
            throw new LaunchException(
                    "the supervisor has not stopped within " + STOP_LIMIT.toSeconds()
                            + " s and was killed; its watchdog ends the parts. Logs: " + home.logs(),
                    e);
        }
    }
}
