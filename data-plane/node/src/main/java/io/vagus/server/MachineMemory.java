package io.vagus.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much memory the machine has, or the control group of this process. Linux says so in two small files; elsewhere the JDK's management
 * is asked, which takes tens of milliseconds to load.
 */
final class MachineMemory {

    private static final Path MACHINE = Path.of("/proc/meminfo");
    private static final List<Path> GROUPS =
            List.of(Path.of("/sys/fs/cgroup/memory.max"), Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

    private MachineMemory() {}

    /** In bytes; 0 where nobody knows. */
    static long totalBytes() {
        long machine = machine(MACHINE);
        if (machine == 0) {
            return managed();
        }
        long least = machine;
        for (Path each : GROUPS) {
            long limit = group(each);
            least = limit > 0 ? Math.min(least, limit) : least;
        }
        return least;
    }

    /** {@code MemTotal:       16374528 kB}, in the first line. */
    static long machine(Path file) {
        try (var lines = Files.newBufferedReader(file)) {
            String first = lines.readLine();
            if (first == null || !first.startsWith("MemTotal:")) {
                return 0;
            }
            return number(first.replaceAll("[^0-9]", "")) * 1024;
        } catch (IOException absent) {
            return 0;
        }
    }

    /** A number of bytes, or {@code max}. */
    static long group(Path file) {
        try {
            return Files.exists(file) ? number(Files.readString(file).strip()) : 0;
        } catch (IOException unreadable) {
            return 0;
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    private static long managed() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : 0;
    }
}
