package io.vagus.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A small process that outlives the supervisor by design: it reads which process groups exist from a pipe, and when the
 * pipe ends without a goodbye (the supervisor was killed) it ends those groups, first politely. So no part is left behind.
 *
 * <p>Lines of the pipe: {@code add <pid> <signal>}, {@code remove <pid>}, {@code bye}.
 */
final class Watchdog implements AutoCloseable {
    private final Process process;
    private final Writer pipe;

    private Watchdog(Process process) {
        this.process = process;
        this.pipe = process.outputWriter();
    }

    static Watchdog start() throws IOException {
        var script = script();
        var builder = new ProcessBuilder(OwnSession.of(List.of("/bin/sh", "-c", script, "vagus-watchdog")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().retainAll(Map.of("PATH", "").keySet());
        return new Watchdog(builder.start());
    }

    long pid() {
        return process.pid();
    }

    void add(long pid, String stopSignal) {
        tell("add " + pid + " " + stopSignal);
    }

    void remove(long pid) {
        tell("remove " + pid);
    }

    /** Ends the pipe without a goodbye, as the supervisor's sudden death does. */
    void loseSupervisor() throws IOException {
        pipe.close();
    }

    @Override
    public void close() {
        tell("bye");
    }

    private synchronized void tell(String line) {
        try {
            pipe.write(line + "\n");
            pipe.flush();
        } catch (IOException e) {
            // Somebody killed the watchdog; the parts go on, and the next start looks for leftovers.
        }
    }

    private static String script() {
        try (var stream = Watchdog.class.getResourceAsStream("watchdog.sh")) {
            return new String(Objects.requireNonNull(stream, "watchdog.sh").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
