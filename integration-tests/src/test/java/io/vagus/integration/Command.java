package io.vagus.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program run as a user would from a shell, bounded in time, its output kept in a file under target/. */
final class Command {
    /** How a finished command ended and all it printed. */
    record Result(int exitCode, String output) {}

    private final List<String> words;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Path output;

    private Command(String name, List<String> words) {
        this.words = words;
        try {
            var logs = Files.createDirectories(Settings.TARGET.resolve("commands"));
            this.output = Files.createTempFile(logs, name + "-", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code ./vagus WORDS}. */
    static Command vagus(String... words) {
        var all = new ArrayList<>(List.of(Settings.ROOT.resolve("vagus").toString()));
        all.addAll(List.of(words));
        return new Command("vagus-" + words[0], all);
    }

    /** A script of this repository. */
    static Command script(String path, String... words) {
        var all = new ArrayList<>(List.of("bash", Settings.ROOT.resolve(path).toString()));
        all.addAll(List.of(words));
        return new Command(path.replace('/', '-'), all);
    }

    Command with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Path output() {
        return output;
    }

    String printed() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it without waiting. */
    Process start() {
        var builder = new ProcessBuilder(words)
                .directory(Settings.ROOT.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Result run(Duration limit) {
        var process = start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(String.join(" ", words) + " has not ended within " + limit.toSeconds()
                        + " s; it printed:\n" + printed());
            }
            return new Result(process.exitValue(), printed());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + words.get(0) + " was running", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
