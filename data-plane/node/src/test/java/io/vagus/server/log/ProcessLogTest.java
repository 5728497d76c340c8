package io.vagus.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.base.Clock;
import io.vagus.base.Log.Level;
import io.vagus.server.log.ProcessLog.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLogTest {
    private static final Clock CLOCK = new Clock() {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public Instant now() {
            return Instant.parse("2026-01-02T03:04:05.000678Z");
        }
    };

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("node.log");
    }

    @Test
    void writesLinesAsNatsServerDoes() throws IOException {
        open(new Settings(file, false, false, true, true)).info("Server is ready");

        assertThat(file).hasContent("[42] 2026/01/02 03:04:05.000678 [INF] Server is ready");
    }

    @Test
    void writesLocalTimeUnlessToldOtherwise() throws IOException {
        open(new Settings(file, false, false, true, false)).info("x");

        assertThat(file).hasContent("[42] 2026/01/02 04:04:05.000678 [INF] x");
    }

    @Test
    void writesOnlyWhatIsWanted() throws IOException {
        ProcessLog log = open(new Settings(file, false, false, false, false));
        log.debug(() -> "no");
        log.write(Level.TRACE, "no");
        log.warn("w");
        log.change(new Settings(file, true, true, false, false));
        log.debug(() -> "d");
        log.write(Level.TRACE, "t");

        assertThat(Files.readAllLines(file)).containsExactly("[42] [WRN] w", "[42] [DBG] d", "[42] [TRC] t");
    }

    @Test
    void followsAFileThatWasMovedAway() throws IOException {
        ProcessLog log = open(new Settings(file, false, false, false, false));
        log.info("before");
        Path moved = Files.move(file, directory.resolve("node.log.1"));
        log.info("still there");
        log.reopen();
        log.info("after");

        assertThat(Files.readAllLines(moved)).isEqualTo(List.of("[42] [INF] before", "[42] [INF] still there"));
        assertThat(file).hasContent("[42] [INF] after");
    }

    @Test
    void keepsTheOldFileWhenTheNewOneCannotBeOpened() throws IOException {
        ProcessLog log = open(new Settings(file, false, false, false, false));
        assertThatThrownBy(
                        () -> log.change(new Settings(directory.resolve("none/node.log"), false, false, false, false)))
                .isInstanceOf(IOException.class);
        log.info("on");

        assertThat(file).hasContent("[42] [INF] on");
    }

    @Test
    void cutsALineThatIsTooLong() throws IOException {
        open(new Settings(file, false, false, false, false)).info("x".repeat(ProcessLog.MAX_LINE_CHARS + 1));

        assertThat(Files.size(file)).isEqualTo("[42] [INF] ".length() + ProcessLog.MAX_LINE_CHARS + 1);
    }

    private ProcessLog open(Settings settings) throws IOException {
        return new ProcessLog(settings, CLOCK, TimeZone.getTimeZone("GMT+01:00"), 42);
    }
}
