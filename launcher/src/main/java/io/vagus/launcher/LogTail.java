package io.vagus.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The end of a part's log, and keeping logs from growing without end. */
final class LogTail {
    private static final int MAX_TAIL_BYTES = 64 * 1024;
    private static final long MAX_LOG_BYTES = 16L * 1024 * 1024;

    private LogTail() {}

    /** The last lines of a log, from at most its last 64 KiB; empty when there is none. */
    static List<String> lastLines(Path log, int count) {
        return lastLinesSince(log, 0, count);
    }

    /** As {@link #lastLines}, without what was there before {@code offsetBytes}. */
    static List<String> lastLinesSince(Path log, long offsetBytes, int count) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(offsetBytes, file.length() - MAX_TAIL_BYTES);
            var bytes = new byte[(int) Math.max(0, file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            var lines = new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Moves a log that has grown large aside (one generation is kept) before something appends to it again. */
    static void rotate(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
