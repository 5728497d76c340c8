package io.vagus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The whole command, briefly, with our node in both places. */
class BenchTest {
    private static final String EVERY_KIND = "16B-1to1,128B-fan4,128B-queue4,128B-10000,request-8,neighbour-noisy";

    @TempDir
    Path directory;

    private Path node;
    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void writeALauncher() throws IOException {
        node = Files.createFile(
                directory.resolve("node"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(node, """
            #!/bin/sh
            exec '%s' -Xmx256m -XX:+UseSerialGC -cp '%s' io.vagus.server.Main "$@"
            """.formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--secured"})
    void measuresEveryKindOfRow(String login) throws IOException {
        Path json = directory.resolve("figures.json");
        int exitCode =
                bench(login, "--repeats", "1", "--seconds", "0.2", "--rows", EVERY_KIND, "--json", json.toString());

        assertThat(exitCode).as(errors.toString()).isZero();
        JsonNode rows = new ObjectMapper().readTree(json.toFile()).path("rows");
        assertThat(rows.findValuesAsText("name")).containsExactly(EVERY_KIND.split(","));
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.path("ours").path("messagesPerSecond").doubleValue()).isPositive();
            assertThat(row.path("real").path("messagesPerSecond").doubleValue()).isPositive();
        });
        assertThat(rows.path(4).path("ours").path("p99Micros").doubleValue())
                .isGreaterThanOrEqualTo(
                        rows.path(4).path("ours").path("p50Micros").doubleValue());
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .as("servers left behind")
                .isEmpty();
    }

    @Test
    void putsMuchIntoAServerAndStartsItAgain() {
        assertThat(bench(
                        "scale",
                        "--messages=3000",
                        "--subjects=500",
                        "--consumers=50",
                        "--streams=20",
                        "--rows=messages,streams"))
                .as(errors.toString())
                .isZero();
        assertThat(bench("scale", "--streams=0")).isOne();
        assertThat(errors.toString()).contains("bench: expected=");
    }

    @Test
    void saysWhyAServerDidNotStart() throws IOException {
        Files.writeString(node, "#!/bin/sh\necho no such luck\nexit 1\n");

        assertThat(bench("--rows", "16B-1to1")).isOne();
        assertThat(errors.toString()).contains("ours ended at once", "no such luck");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rows=17B-1to1", "--repeats=0", "--seconds=0", "--seconds=3600"})
    void refusesWhatItCannotMeasure(String option) {
        assertThat(bench(option)).isOne();
        assertThat(errors.toString()).startsWith("bench: expected=");
    }

    private int bench(String... options) {
        List<String> arguments = new ArrayList<>(List.of("--ours", node.toString(), "--real", node.toString()));
        for (String option : options) {
            if (!option.isEmpty()) {
                arguments.add(option);
            }
        }
        CommandLine command = Bench.commandLine();
        command.setErr(new PrintWriter(errors, true));
        return command.execute(arguments.toArray(String[]::new));
    }
}
