package io.vagus.monitoring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory and processor time of this process, read from Linux's proc file system; the heap alone elsewhere. */
final class ProcessUsage {
    private static final Path STATUS = Path.of("/proc/self/statm");
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final int PAGE_BYTES = 4096;
    private static final int TICKS_PER_SECOND = 100;
    private static final long MIN_INTERVAL_NANOS = 1_000_000_000L;

    private long ticks;
    private long atNanos;
    private double percent;

    /** Bytes in memory now. */
    static long memoryBytes() {
        try {
            String[] fields =
                    Files.readString(STATUS, StandardCharsets.US_ASCII).split(" ", -1);
            return Long.parseLong(fields[1]) * PAGE_BYTES;
        } catch (IOException | RuntimeException unavailable) {
            Runtime runtime = Runtime.getRuntime();
            return runtime.totalMemory() - runtime.freeMemory();
        }
    }

    /** Percent of one processor since the last reading, which is at least a second old. */
    synchronized double cpuPercent(long nowNanos) {
        if (atNanos != 0 && nowNanos - atNanos < MIN_INTERVAL_NANOS) {
            return percent;
        }
        long now = ticks();
        if (atNanos != 0) {
            double seconds = (nowNanos - atNanos) / 1e9;
            percent = Math.round((now - ticks) * 100.0 / TICKS_PER_SECOND / seconds);
        }
        ticks = now;
        atNanos = nowNanos;
        return percent;
    }

    private static long ticks() {
        try {
            String stat = Files.readString(STAT, StandardCharsets.US_ASCII);
            // The second field is the program's name in brackets, which may hold spaces.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException | RuntimeException unavailable) {
            return 0;
        }
    }
}
