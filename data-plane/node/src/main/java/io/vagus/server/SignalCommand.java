package io.vagus.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code --signal command[=pid|pid file|pattern]}: tells running servers to do something. They are found by pid, by the file
 * that holds it, by a pattern of pids with {@code *} at its end, or as the only one. */
final class SignalCommand {
    private SignalCommand() {}

    /** Why a signal was not sent. */
    static final class SignalException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SignalException(String message) {
            super(message);
        }
    }

    static void run(String argument) {
        String[] parts = argument.split("=", -1);
        if (parts.length > 2) {
            throw new SignalException("invalid signal parameters: ["
                    + String.join(" ", List.of(parts).subList(2, parts.length)) + "]");
        }
        String target = parts.length == 2 ? contentOrName(parts[1]) : "";
        boolean isPattern = target.endsWith("*");
        String prefix = isPattern ? target.substring(0, target.length() - 1) : target;
        if (!prefix.isEmpty() && !prefix.matches("[+-]?[0-9]{1,18}")) {
            throw new SignalException("invalid pid: " + prefix);
        }
        List<Long> pids = prefix.isEmpty() || isPattern ? servers() : List.of(Long.parseLong(prefix));
        if (pids.size() > 1 && !isPattern) {
            throw new SignalException("multiple nats-server processes running:\n"
                    + String.join("\n", pids.stream().map(String::valueOf).toList()));
        }
        if (pids.isEmpty()) {
            throw new SignalException("no nats-server processes running");
        }
        String signal = signal(parts[0]);
        StringBuilder failures = new StringBuilder();
        for (long pid : pids) {
            if (!isPattern || Long.toString(pid).startsWith(prefix)) {
                String failure = send(signal, pid);
                if (failure != null) {
                    failures.append("\nsignal \"")
                            .append(parts[0])
                            .append("\" ")
                            .append(pid)
                            .append(": ")
                            .append(failure);
                }
            }
        }
        if (!failures.isEmpty()) {
            throw new SignalException(failures.toString());
        }
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

    /** What stands in the file of that name, if there is one. */
    private static String contentOrName(String target) {
        try {
            return Files.readString(Path.of(target)).strip();
        } catch (IOException | InvalidPathException noFile) {
            return target;
        }
    }

    private static List<Long> servers() {
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self && isServer(process.info()))
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }

    /** A node of this kind, or the original. */
    private static boolean isServer(ProcessHandle.Info process) {
        String command = process.command().orElse("");
        String[] arguments = process.arguments().orElse(new String[0]);
        return command.endsWith("/nats-server") || List.of(arguments).contains(Main.class.getName());
    }

    /** Why it failed; null when it did not. */
    private static @Nullable String send(String signal, long pid) {
        try {
            Process kill = new ProcessBuilder("kill", "-s", signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (kill.waitFor() == 0) {
                return null;
            }
            return said.contains("ermi") ? "operation not permitted" : "no such process";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
