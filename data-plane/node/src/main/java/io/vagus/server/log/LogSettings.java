package io.vagus.server.log;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How lines look and where they go. Of the places the file comes first, then the remote syslog, then the local one, then
 * standard error.
 *
 * @param file null for none
 * @param sizeLimitBytes size at which the file is put away and a new one begun; 0 or less for never
 * @param maxFiles files kept, with the one written to; 0 or less for all
 * @param syslog whether lines go to the system's log
 * @param remoteSyslog {@code udp://host:port}, {@code tcp://host:port} or {@code unix:///path}; empty for none
 * @param json a JSON object a line, rather than nats-server's text
 * @param timestamps whether lines begin with the time
 * @param utc whether that is UTC rather than local time
 */
public record LogSettings(
        @Nullable Path file,
        long sizeLimitBytes,
        long maxFiles,
        boolean syslog,
        String remoteSyslog,
        boolean json,
        boolean debug,
        boolean trace,
        boolean timestamps,
        boolean utc) {

    /** Text on standard error, from INFO on. */
    public static final LogSettings DEFAULT = new LogSettings(null, 0, 0, false, "", false, false, false, true, false);

    /** Whether the lines go to the same place in the same form, only more or fewer of them. */
    boolean isSamePlaceAs(LogSettings other) {
        return withLevels(other.debug, other.trace).equals(other);
    }

    LogSettings withLevels(boolean debug, boolean trace) {
        return new LogSettings(
                file, sizeLimitBytes, maxFiles, syslog, remoteSyslog, json, debug, trace, timestamps, utc);
    }
}
