package io.vagus.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeTest {
    @Test
    void secretsAreKeptAndOnlyTheOwnerReadsThem(@TempDir Path folder) throws Exception {
        var home = new Home(folder);
        home.create();

        var secret = home.secret("a");

        assertThat(secret).hasSizeGreaterThan(20).isEqualTo(home.secret("a")).isNotEqualTo(home.secret("b"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets/a"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theSocketOfADeepHomeIsElsewhere(@TempDir Path folder) {
        assertThat(new Home(Path.of("/srv/vagus")).controlSocket()).isEqualTo(Path.of("/srv/vagus/control.sock"));

        var deep = new Home(folder.resolve("deep".repeat(40))).controlSocket();

        assertThat(deep.toString()).hasSizeLessThan(100);
        assertThat(deep).isNotEqualTo(new Home(folder.resolve("deep".repeat(41))).controlSocket());
    }

    @Test
    void aFullDiskIsSaidBeforeTheStart(@TempDir Path folder) throws Exception {
        Disk.check(folder, 1);

        assertThatThrownBy(() -> Disk.check(folder, Long.MAX_VALUE))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("is full")
                .hasMessageContaining(folder.toString());
    }

    @Test
    void theTailOfALogIsBounded(@TempDir Path folder) throws Exception {
        var log = folder.resolve("log");
        Files.writeString(log, "old\n".repeat(50_000) + "\nlast but one\n\nlast\n");

        assertThat(LogTail.lastLines(log, 2)).containsExactly("last but one", "last");
        assertThat(LogTail.lastLinesSince(log, Files.size(log) - 5, 9)).containsExactly("last");
        assertThat(LogTail.lastLines(folder.resolve("none"), 2)).isEmpty();
    }
}
