package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One whole service, started with {@code ./vagus up} in a home of its own under the temporary folder. */
final class Service {
    static final Duration UP_LIMIT = Duration.ofMinutes(6);
    static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);

    private final Path home;
    private final Map<String, String> environment;
    private Command up;
    private Process supervisor;

    private Service(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
        this.up = upCommand();
        this.supervisor = up.start();
    }

    /** Starts it and returns at once. */
    static Service begin() {
        return begin(Map.of());
    }

    /** The same with further settings in the environment of {@code ./vagus up}. */
    static Service begin(Map<String, String> environment) {
        try {
            return new Service(Files.createTempDirectory("vagus-e2e-").resolve("home"), environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Command upCommand() {
        var words = Stream.concat(
                Stream.of("up", "--home", home.toString(), "--ports", "auto"), Stream.of(Settings.dataPlaneOptions()));
        var command = Command.vagus(words.toArray(String[]::new));
        environment.forEach(command::with);
        return command;
    }

    /** Returns once it is up; fails with what it printed when it ends before, or takes too long. */
    void awaitUp() {
        await("./vagus up")
                .atMost(UP_LIMIT)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> {
                    assertThat(supervisor.isAlive())
                            .as("./vagus up ended and printed:\n%s", up.printed())
                            .isTrue();
                    return phase().equals("up");
                });
    }

    /** {@code ./vagus up} once more after it has stopped. */
    void startAgain() {
        up = upCommand();
        supervisor = up.start();
        awaitUp();
    }

    Path home() {
        return home;
    }

    Process supervisor() {
        return supervisor;
    }

    /** What ./vagus up has printed. */
    String printed() {
        return up.printed();
    }

    private String phase() throws IOException {
        var file = home.resolve("state.json");
        if (!Files.exists(file)) {
            return "none";
        }
        var state = read(file);
        return state.path("pid").asLong() == supervisor.pid()
                ? state.path("phase").asText()
                : "none";
    }

    JsonNode state() {
        try {
            return read(home.resolve("state.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return Api.JSON.readTree(file.toFile());
    }

    String url(String name) {
        return state().path("urls").path(name).asText();
    }

    String partState(String part) {
        return state().path("parts").path(part).path("state").asText();
    }

    /** The process of a part that runs. */
    ProcessHandle process(String part) {
        long pid = state().path("parts").path(part).path("pid").asLong();
        return ProcessHandle.of(pid).orElseThrow(() -> new AssertionError(part + " has no process"));
    }

    List<ProcessHandle> processes() {
        return parts().map(this::process).toList();
    }

    private Stream<String> parts() {
        return state().path("parts").properties().stream().map(Map.Entry::getKey);
    }

    /** The parts that are nodes: one, or those of a cluster. */
    List<String> nodes() {
        return parts().filter(part -> part.startsWith("node")).toList();
    }

    void stopNodes() {
        nodes().forEach(node -> command("stop", node));
    }

    /** All at once, since those of a cluster wait for each other. */
    void startNodes() {
        nodes().parallelStream().forEach(node -> command("start", node));
    }

    void restartNodesOneByOne() {
        nodes().forEach(node -> {
            command("restart", node);
            awaitPart(node, "up");
        });
    }

    /** A command about this service that must succeed. */
    void command(String... words) {
        var result = tryCommand(words);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    Command.Result tryCommand(String... words) {
        var all = Stream.concat(Stream.of(words), Stream.of("--home", home.toString()));
        return Command.vagus(all.toArray(String[]::new)).run(COMMAND_LIMIT);
    }

    void awaitPart(String part, String wanted) {
        await(part + " is " + wanted)
                .atMost(COMMAND_LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> partState(part).equals(wanted));
    }

    /** kill -9, and the supervisor has noticed. */
    void kill(String part) {
        int restarts = restarts(part);
        process(part).destroyForcibly();
        await("the supervisor restarts " + part).atMost(COMMAND_LIMIT).until(() -> restarts(part) > restarts);
    }

    int restarts(String part) {
        return state().path("parts").path(part).path("restarts").asInt();
    }

    void down() {
        command("down");
    }
}
