package io.vagus.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.base.Clock;
import io.vagus.base.Log.Level;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
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
        open(settings(file, false, false, true, true)).info("Server is ready");

        assertThat(file).hasContent("[42] 2026/01/02 03:04:05.000678 [INF] Server is ready");
    }

    @Test
    void writesLocalTimeUnlessToldOtherwise() throws IOException {
        open(settings(file, false, false, true, false)).info("x");

        assertThat(file).hasContent("[42] 2026/01/02 04:04:05.000678 [INF] x");
    }

    @Test
    void writesOnlyWhatIsWanted() throws IOException {
        ProcessLog log = open(settings(file, false, false, false, false));
        log.debug(() -> "no");
        log.write(Level.TRACE, "no");
        log.warn("w");
        log.change(settings(file, true, true, false, false));
        log.debug(() -> "d");
        log.write(Level.TRACE, "t");

        assertThat(Files.readAllLines(file)).containsExactly("[42] [WRN] w", "[42] [DBG] d", "[42] [TRC] t");
    }

    @Test
    void followsAFileThatWasMovedAway() throws IOException {
        ProcessLog log = open(settings(file, false, false, false, false));
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
        ProcessLog log = open(settings(file, false, false, false, false));
        assertThatThrownBy(() -> log.change(settings(directory.resolve("none/node.log"), false, false, false, false)))
                .isInstanceOf(IOException.class);
        log.info("on");

        assertThat(file).hasContent("[42] [INF] on");
    }

    @Test
    void putsAFileAwayThatReachedItsLimit() throws IOException {
        ProcessLog log = open(new LogSettings(file, 40, 0, false, "", false, false, false, false, false));
        log.info("short");
        log.info("one that is long enough for the limit");
        log.info("new");

        String backup = "node.log.2026.01.02.04.04.05.000678000";
        assertThat(Files.readAllLines(directory.resolve(backup)))
                .containsExactly("[42] [INF] short", "[42] [INF] one that is long enough for the limit");
        assertThat(Files.readAllLines(file).getFirst())
                .isEqualTo("[42] [INF] Rotated log, backup saved as \"" + directory.resolve(backup) + "\"");
    }

    @Test
    void keepsNoMoreFilesThanItMay() throws IOException {
        Path oldest = Files.writeString(directory.resolve("node.log.2025.01.01.00.00.00.000000000"), "x");
        Path newer = Files.writeString(directory.resolve("node.log.2025.01.02.00.00.00.000000000"), "x");
        Path another = Files.writeString(directory.resolve("node.log.old"), "x");
        ProcessLog log = open(new LogSettings(file, 20, 3, false, "", false, false, false, false, false));
        log.info("over the limit at once");

        assertThat(oldest).doesNotExist();
        assertThat(newer).exists();
        assertThat(another).exists();
        assertThat(Files.readString(file)).contains("Purged log file \"node.log.2025.01.01.00.00.00.000000000\"");
    }

    @Test
    void writesJson() throws IOException {
        ProcessLog log = open(new LogSettings(file, 0, 0, false, "", true, false, false, true, false));
        log.info("Server is \"ready\"\n");
        log.warn("127.0.0.1:50000 - cid:7 - Slow Consumer");

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"time\":\"2026-01-02T04:04:05.000678+01:00\",\"level\":\"info\",\"pid\":42,"
                                + "\"message\":\"Server is \\\"ready\\\"\\n\"}",
                        "{\"time\":\"2026-01-02T04:04:05.000678+01:00\",\"level\":\"warn\",\"pid\":42,"
                                + "\"client\":\"127.0.0.1:50000\",\"cid\":7,\"message\":\"Slow Consumer\"}");
    }

    @Test
    void sendsLinesToASyslogServer() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            server.setSoTimeout(10_000);
            String url = "udp://127.0.0.1:" + server.getLocalPort();
            open(new LogSettings(null, 0, 0, false, url, false, true, false, true, false))
                    .warn("careful");
            DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
            server.receive(packet);

            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                    .matches("<4>2026-01-02T03:04:05Z \\S+ nats-server\\[42\\]: careful\n");
        }
    }

    @Test
    void saysThatNoSyslogServerIsThere() {
        assertThatThrownBy(
                        () -> open(new LogSettings(null, 0, 0, false, "http://h:1", false, false, false, true, false)))
                .isInstanceOf(IOException.class)
                .hasMessage("error invalid network type: \"http\"");
    }

    @Test
    void cutsALineThatIsTooLong() throws IOException {
        open(settings(file, false, false, false, false)).info("x".repeat(ProcessLog.MAX_LINE_CHARS + 1));

        assertThat(Files.size(file)).isEqualTo("[42] [INF] ".length() + ProcessLog.MAX_LINE_CHARS + 1);
    }

    private static LogSettings settings(Path file, boolean debug, boolean trace, boolean timestamps, boolean utc) {
        return new LogSettings(file, 0, 0, false, "", false, debug, trace, timestamps, utc);
    }

    private ProcessLog open(LogSettings settings) throws IOException {
        return new ProcessLog(settings, CLOCK, TimeZone.getTimeZone("GMT+01:00"), 42);
    }
}
