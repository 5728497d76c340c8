package io.vagus.launcher;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands about one part of a running service. */
abstract class PartCommands implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final ControlRequest.Command command;

    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Parameters(
            paramLabel = "PART",
            description = "postgres, keycloak, control-plane, node (of a cluster also node-2, node-3) or billing.")
    private String part = "";

    private PartCommands(ControlRequest.Command command) {
        this.command = command;
    }

    @Override
    public Integer call() throws Exception {
        var home = homeOption.home();
        var name = PartName.of(part);
        var answer = new ControlClient(home)
                .ask(new ControlRequest(command, name.id()), LIMIT)
                .orElseThrow(() -> new LaunchException("Vagus is not running in " + home.path()));
        if (!answer.ok()) {
            throw new LaunchException(answer.message());
        }
        System.out.println(answer.message());
        return ExitCode.DONE;
    }

    /** {@code vagus start PART}. */
    @Command(name = "start", description = "Start a part that was stopped.", mixinStandardHelpOptions = true)
    static final class Start extends PartCommands {
        Start() {
            super(ControlRequest.Command.START);
        }
    }

    /** {@code vagus stop PART}. */
    @Command(name = "stop", description = "Stop one part and keep it stopped.", mixinStandardHelpOptions = true)
    static final class Stop extends PartCommands {
        Stop() {
            super(ControlRequest.Command.STOP);
        }
    }

    /** {@code vagus restart PART}. */
    @Command(name = "restart", description = "Stop one part and start it again.", mixinStandardHelpOptions = true)
    static final class Restart extends PartCommands {
        Restart() {
            super(ControlRequest.Command.RESTART);
        }
    }
}
