package io.vagus.launcher;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Sends POSIX signals, which the JDK cannot, through the {@code kill} command. */
final class Signals {
    private static final int LIMIT_SECONDS = 5;

    private Signals() {}

    static void send(String signal, long pid) {
        kill(signal, Long.toString(pid));
    }

    /** To every process of the group that {@code pid} leads. */
    static void sendToGroup(String signal, long pid) {
        kill(signal, "-" + pid);
    }

    private static void kill(String signal, String target) {
        try {
            var kill = new ProcessBuilder("kill", "-s", signal, "--", target)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                kill.destroyForcibly();
            }
        } catch (IOException e) {
            throw new LaunchException("the command 'kill' is missing on this machine", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
