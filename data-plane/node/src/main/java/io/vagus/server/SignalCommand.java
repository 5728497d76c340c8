package io.vagus.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code --signal command[=pid|pid file]}: tells a running server, found by pid, pid file, or as the only one, to do something. */
final class SignalCommand {
    private static final int KILL_TIMEOUT_SECONDS = 10;

    private SignalCommand() {}

    /** Why a signal was not sent. */
    static final class SignalException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SignalException(String message) {
            super(message);
        }
    }

    static void run(String argument) {
        int equals = argument.indexOf('=');
        String command = equals < 0 ? argument : argument.substring(0, equals);
        String signal = signal(command);
        long pid = equals < 0 ? onlyServer() : pid(argument.substring(equals + 1));
        send(signal, pid);
    }

    private static String signal(String command) {
        return switch (command) {
            case "stop" -> "KILL";
            case "quit" -> "INT";
            case "term" -> "TERM";
            case "reopen" -> "USR1";
            case "ldm" -> "USR2";
            case "reload" -> "HUP";
            default -> throw new SignalException("unknown signal \"" + command + "\"");
        };
    }

    private static long pid(String target) {
        String text = target;
        Path file = Path.of(target);
        if (target.chars().anyMatch(c -> c < '0' || c > '9')) {
            try {
                text = Files.readString(file).strip();
            } catch (IOException e) {
                throw new SignalException("cannot read pid file \"" + target + "\"");
            }
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new SignalException("invalid pid: " + text);
        }
    }

    private static long onlyServer() {
        long self = ProcessHandle.current().pid();
        List<Long> servers = ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self
                        && isServer(process.info().arguments().orElse(null)))
                .map(ProcessHandle::pid)
                .toList();
        return switch (servers.size()) {
            case 0 -> throw new SignalException("no nats-server processes running");
            case 1 -> servers.getFirst();
            default -> throw new SignalException("multiple nats-server processes running: " + servers);
        };
    }

    private static boolean isServer(String @Nullable [] arguments) {
        return arguments != null && List.of(arguments).contains(Main.class.getName());
    }

    private static void send(String signal, long pid) {
        try {
            Process kill = new ProcessBuilder("kill", "-s", signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
            if (!kill.waitFor(KILL_TIMEOUT_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new SignalException("signal \"" + signal + "\" " + pid + ": no such process or not permitted");
            }
        } catch (IOException e) {
            throw new SignalException("signal \"" + signal + "\" " + pid + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SignalException("interrupted");
        }
    }
}
