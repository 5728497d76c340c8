package io.vagus.server.log;

import io.vagus.base.Clock;
import io.vagus.base.Log;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines as nats-server does: {@code [pid] 2006/01/02 15:04:05.000000 [INF] text}, each with one write call, so that
 * a file that is moved away and reopened never holds half a line. Its lock guards stream and settings; nothing else is
 * locked inside it.
 */
public final class ProcessLog implements Log {
    /** A line is cut here, so that no peer can fill the disk with one. */
    static final int MAX_LINE_CHARS = 64 * 1024;

    /**
     * How lines look and where they go.
     *
     * @param file null for standard error
     */
    public record Settings(@Nullable Path file, boolean debug, boolean trace, boolean timestamps, boolean utc) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Clock clock;
    private final String pidLabel;
    private final TimeZone localZone;
    private volatile Settings settings;
    private OutputStream stream;

    /** Opens the file, if the settings name one, at its end. */
    public ProcessLog(Settings settings, Clock clock, TimeZone localZone, long pid) throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.localZone = localZone;
        this.pidLabel = "[" + pid + "] ";
        this.stream = open(settings);
    }

    private static OutputStream open(Settings settings) throws IOException {
        if (settings.file() == null) {
            return new FileOutputStream(FileDescriptor.err);
        }
        return Files.newOutputStream(settings.file(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Whether lines go to a file. */
    public boolean isFile() {
        return settings.file() != null;
    }

    /** Opens the file anew, for after somebody moved it away; does nothing on standard error. */
    public void reopen() throws IOException {
        if (isFile()) {
            change(settings);
        }
    }

    /** Puts other settings into effect. When their file cannot be opened the old ones stay. */
    public void change(Settings changed) throws IOException {
        OutputStream opened = open(changed);
        OutputStream closed;
        lock.lock();
        try {
            closed = stream;
            stream = opened;
            boolean wasFile = isFile();
            settings = changed;
            if (!wasFile) {
                return;
            }
        } finally {
            lock.unlock();
        }
        closed.close();
    }

    @Override
    public boolean isEnabled(Level level) {
        return switch (level) {
            case DEBUG -> settings.debug();
            case TRACE -> settings.trace();
            case INFO, WARN, ERROR, FATAL -> true;
        };
    }

    @Override
    public void write(Level level, String line) {
        if (!isEnabled(level)) {
            return;
        }
        StringBuilder text = new StringBuilder(line.length() + 64).append(pidLabel);
        if (settings.timestamps()) {
            timestamp(text);
        }
        text.append('[').append(level.label()).append("] ");
        text.append(line, 0, Math.min(line.length(), MAX_LINE_CHARS)).append('\n');
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            stream.write(bytes);
        } catch (IOException diskFullOrClosed) {
            // There is nowhere left to say it; the node serves on.
        } finally {
            lock.unlock();
        }
    }

    private void timestamp(StringBuilder into) {
        Instant instant = clock.now();
        // Not a ZoneId: that looks for providers in every jar, at the first line of a starting node.
        int offsetSeconds = settings.utc() ? 0 : localZone.getOffset(instant.toEpochMilli()) / 1000;
        LocalDateTime now = LocalDateTime.ofEpochSecond(
                instant.getEpochSecond(), instant.getNano(), ZoneOffset.ofTotalSeconds(offsetSeconds));
        padded(into, now.getYear(), 4).append('/');
        padded(into, now.getMonthValue(), 2).append('/');
        padded(into, now.getDayOfMonth(), 2).append(' ');
        padded(into, now.getHour(), 2).append(':');
        padded(into, now.getMinute(), 2).append(':');
        padded(into, now.getSecond(), 2).append('.');
        padded(into, now.getNano() / 1000, 6).append(' ');
    }

    private static StringBuilder padded(StringBuilder into, int number, int width) {
        String digits = Integer.toString(number);
        return into.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }
}
