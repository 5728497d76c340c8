package io.vagus.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalZoneTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "/usr/share/zoneinfo/UTC, true",
        "/usr/share/zoneinfo/Etc/UTC, true",
        "../usr/share/zoneinfo/Etc/UTC, true",
        "/usr/share/zoneinfo/Europe/Berlin, false",
        "/usr/share/zoneinfo/posix/Etc/UTC, false",
        "/somewhere/UTC, false"
    })
    void goesByTheMachinesLink(String target, boolean utc) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("localtime"), Path.of(target));

        assertThat(LocalZone.isUtc(null, link)).isEqualTo(utc);
    }

    @Test
    void theEnvironmentComesFirst() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("localtime"), Path.of("/usr/share/zoneinfo/UTC"));

        assertThat(LocalZone.isUtc("Europe/Berlin", link)).isFalse();
        assertThat(LocalZone.isUtc("UTC", folder.resolve("none"))).isTrue();
    }

    @Test
    void whatIsNoLinkIsNotSurelyUtc() throws IOException {
        assertThat(LocalZone.isUtc(null, Files.createFile(folder.resolve("localtime"))))
                .isFalse();
        assertThat(LocalZone.isUtc(null, folder.resolve("none"))).isFalse();
    }

    @Test
    void isTheJdksZone() {
        long now = 1_800_000_000_000L;
        assertThat(LocalZone.find().getOffset(now))
                .isEqualTo(TimeZone.getDefault().getOffset(now));
    }
}
