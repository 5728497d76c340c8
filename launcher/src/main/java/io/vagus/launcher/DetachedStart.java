package io.vagus.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code vagus up --detach}: starts the supervisor as a process of its own and shows its log until everything is up. */
final class DetachedStart {
    private static final String MARK = "vagus.detached";
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final long POLL_MILLIS = 100;

    private final Home home;

    DetachedStart(Home home) {
        this.home = home;
    }

    /** Whether this process is a supervisor started here; it prints no login, as its output is a log. */
    static boolean isOneNow() {
        return Boolean.getBoolean(MARK);
    }

    Integer start(List<String> arguments) throws IOException, InterruptedException {
        var log = home.supervisorLog();
        LogTail.rotate(log);
        var shown = Files.exists(log) ? Files.size(log) : 0;
        var supervisor = new ProcessBuilder(command(arguments))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        var deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            var ended = supervisor.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
            shown = show(log, shown);
            if (ended) {
                return supervisor.exitValue();
            }
            var state = ownState(supervisor.pid());
            if (state != null && state.isUp()) {
                show(log, shown);
                System.out.println(Summary.of(state, home));
                System.out.println("It runs on in the background; './vagus down' stops it.");
                return ExitCode.DONE;
            }
        }
        supervisor.destroy();
        throw new LaunchException(
                "the service is not up after " + LIMIT.toMinutes() + " minutes and is stopped; see " + log);
    }

    private @org.jspecify.annotations.Nullable ServiceState ownState(long pid) throws IOException {
        if (!Files.exists(home.state())) {
            return null;
        }
        var state = Json.MAPPER.readValue(home.state().toFile(), ServiceState.class);
        return state.pid() == pid ? state : null;
    }

    private static List<String> command(List<String> arguments) {
        var command = new ArrayList<>(List.of(Installation.found().java().toString()));
        command.add("-Dvagus.root=" + Installation.found().root());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(
                List.of("-D" + MARK + "=true", "-cp", System.getProperty("java.class.path"), Vagus.class.getName()));
        command.addAll(arguments);
        return OwnSession.of(command);
    }

    private static long show(Path log, long shown) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            var bytes = new byte[(int) (file.length() - shown)];
            file.seek(shown);
            file.readFully(bytes);
            System.out.print(new String(bytes, StandardCharsets.UTF_8));
            System.out.flush();
            return shown + bytes.length;
        }
    }
}
