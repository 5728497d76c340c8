package io.vagus.server.log;

import io.vagus.base.Log.Level;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file. Each line is one write call, so that a file that is moved away and opened anew never holds half a line. A file
 * past its limit is put away under its name with the time, and the oldest of those put away are removed.
 */
final class FileTarget implements LogTarget {
    private static final Pattern BACKUP = Pattern.compile("\\.\\d{4}(\\.\\d{2}){5}\\.\\d{1,9}");

    private final Path file;
    private final long sizeLimitBytes;
    private final long maxFiles;
    private final LineFormat format;
    private OutputStream stream;
    private long writtenBytes;
    private long limitBytes;

    FileTarget(LogSettings settings, Path file, LineFormat format, Instant now) throws IOException {
        this.file = file;
        this.sizeLimitBytes = settings.sizeLimitBytes();
        this.maxFiles = settings.maxFiles();
        this.format = format;
        this.limitBytes = sizeLimitBytes;
        this.stream = open(file);
        this.writtenBytes = Files.size(file);
        if (sizeLimitBytes > 0 && writtenBytes > sizeLimitBytes) {
            write(Level.INFO, "Rotating logfile...", now);
        }
    }

    private static OutputStream open(Path file) throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void write(Level level, String text, Instant now) throws IOException {
        byte[] line = format.line(level, text, now);
        stream.write(line);
        writtenBytes += line.length;
        if (sizeLimitBytes > 0 && writtenBytes > limitBytes) {
            rotate(now);
        }
    }

    private void rotate(Instant now) throws IOException {
        Path backup = file.resolveSibling(file.getFileName() + format.backupSuffix(now));
        OutputStream old = stream;
        try {
            Files.move(file, backup);
            stream = open(file);
        } catch (IOException e) {
            // The open file goes on to be written to; the next attempt comes when it is twice as large.
            limitBytes *= 2;
            note(
                    Level.ERROR,
                    "Unable to close logfile for rotation (" + e.getMessage() + "), will attempt next rotation at size "
                            + limitBytes,
                    now);
            return;
        }
        old.close();
        writtenBytes = 0;
        limitBytes = sizeLimitBytes;
        note(Level.INFO, "Rotated log, backup saved as \"" + backup + "\"", now);
        if (maxFiles > 0) {
            purge(now);
        }
    }

    private void purge(Instant now) throws IOException {
        String name = file.getFileName().toString();
        Path directory = file.toAbsolutePath().getParent();
        List<Path> backups = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path each : entries) {
                String other = each.getFileName().toString();
                if (other.startsWith(name)
                        && BACKUP.matcher(other.substring(name.length())).matches()) {
                    backups.add(each);
                }
            }
        }
        backups.sort(null);
        for (int i = 0; i < backups.size() - (maxFiles - 1); i++) {
            Files.delete(backups.get(i));
            note(Level.INFO, "Purged log file \"" + backups.get(i).getFileName() + "\"", now);
        }
    }

    private void note(Level level, String text, Instant now) throws IOException {
        byte[] line = format.line(level, text, now, "\r\n");
        stream.write(line);
        writtenBytes += line.length;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
