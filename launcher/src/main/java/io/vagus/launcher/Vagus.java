package io.vagus.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher's entry point. The script {@code ./vagus} starts it; building, tests and the benchmark are the script's. */
@Command(
        name = "vagus",
        description = "Runs a whole Vagus service on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            UpCommand.class,
            StatusCommand.class,
            DownCommand.class,
            LogsCommand.class,
            ResetCommand.class,
            PartCommands.Start.class,
            PartCommands.Stop.class,
            PartCommands.Restart.class
        })
final class Vagus {
    private Vagus() {}

    public static void main(String[] arguments) {
        var commandLine = new CommandLine(new Vagus())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, command, result) -> {
                    if (exception instanceof LaunchException) {
                        System.err.println("vagus: " + exception.getMessage());
                    } else {
                        exception.printStackTrace();
                    }
                    return ExitCode.FAILED;
                });
        int code = commandLine.execute(arguments);
        if (code != ExitCode.ALREADY_EXITING) {
            System.exit(code);
        }
    }
}
