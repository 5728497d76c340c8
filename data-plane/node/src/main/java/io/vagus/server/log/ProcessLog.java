package io.vagus.server.log;

import io.vagus.base.Clock;
import io.vagus.base.Log;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.TimeZone;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The log of the process: what is kept, and the place it goes to. Its lock guards place and settings; nothing else is locked
 * inside it.
 */
public final class ProcessLog implements Log {
    /** A line is cut here, so that no peer can fill the disk with one. */
    static final int MAX_LINE_CHARS = 64 * 1024;

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private final ReentrantLock lock = new ReentrantLock();
    private final Clock clock;
    private final long pid;
    private final TimeZone localZone;
    private volatile LogSettings settings;
    private LogTarget target;

    /** Opens the place that the settings name; a file at its end. */
    public ProcessLog(LogSettings settings, Clock clock, TimeZone localZone, long pid) throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.localZone = localZone;
        this.pid = pid;
        this.target = open(settings);
    }

    private LogTarget open(LogSettings opened) throws IOException {
        Path file = opened.file();
        LineFormat format = new LineFormat(pid, localZone, opened, file == null && !opened.json() && isTerminal());
        if (file != null) {
            try {
                return new FileTarget(opened, file, format, clock.now());
            } catch (NoSuchFileException e) {
                throw new IOException("error opening file: open " + file + ": no such file or directory", e);
            } catch (AccessDeniedException e) {
                throw new IOException("error opening file: open " + file + ": permission denied", e);
            }
        }
        if (!opened.remoteSyslog().isEmpty()) {
            return new SyslogTarget(opened.remoteSyslog(), pid);
        }
        return opened.syslog() ? new SystemLogTarget() : new StreamTarget(format);
    }

    /** Whether somebody sees standard error, who then gets colours as from nats-server. */
    private static boolean isTerminal() {
        try {
            String name = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty") || name.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return false;
        }
    }

    /** Whether lines go to a file. */
    public boolean isFile() {
        return settings.file() != null;
    }

    /** Opens the file anew, for after somebody moved it away; does nothing elsewhere. */
    public void reopen() throws IOException {
        if (isFile()) {
            replace(settings);
        }
    }

    /** Puts other settings into effect. When their place cannot be opened the old ones stay. */
    public void change(LogSettings changed) throws IOException {
        if (changed.isSamePlaceAs(settings)) {
            settings = changed;
        } else {
            replace(changed);
        }
    }

    private void replace(LogSettings changed) throws IOException {
        LogTarget opened = open(changed);
        LogTarget closed;
        lock.lock();
        try {
            closed = target;
            target = opened;
            settings = changed;
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
        String text = line.length() > MAX_LINE_CHARS ? line.substring(0, MAX_LINE_CHARS) : line;
        lock.lock();
        try {
            target.write(level, text, clock.now());
        } catch (IOException diskFullOrClosed) {
            // There is nowhere left to say it; the node serves on.
        } finally {
            lock.unlock();
        }
    }
}
