package io.vagus.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the machine's files say of its memory. */
class MachineMemoryTest {

    @TempDir
    Path folder = Path.of("");

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file"), text);
    }

    @Test
    void readsTheMachinesMemory() throws IOException {
        assertThat(MachineMemory.machine(file("MemTotal:       16374528 kB\nMemFree: 1 kB\n")))
                .isEqualTo(16_374_528L * 1024);
        assertThat(MachineMemory.machine(file(""))).isZero();
        assertThat(MachineMemory.machine(folder.resolve("absent"))).isZero();
    }

    @Test
    void readsTheLimitOfAControlGroup() throws IOException {
        assertThat(MachineMemory.group(file("536870912\n"))).isEqualTo(536_870_912L);
        assertThat(MachineMemory.group(file("max\n"))).isZero();
        assertThat(MachineMemory.group(folder.resolve("absent"))).isZero();
    }

    @Test
    void knowsThisMachine() {
        assertThat(MachineMemory.totalBytes()).isGreaterThan(100L << 20);
    }
}
