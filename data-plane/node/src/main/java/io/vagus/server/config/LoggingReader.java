package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.text;
import static io.vagus.server.config.FieldReader.whole;

import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.NodeConfig.Logging;
import io.vagus.server.config.NodeConfig.Logging.Format;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what is logged, and where. {@code log_format} is a field of this node alone. */
final class LoggingReader implements BlockReader {
    private @Nullable Path file;
    private long sizeLimitBytes;
    private long maxFiles;
    private boolean syslog;
    private String remoteSyslog = "";
    private Format format = Format.TEXT;
    private boolean debug;
    private boolean trace;
    private boolean traceVerbose;
    private boolean traceHeaders;
    private boolean timestamps = Logging.DEFAULT.timestamps();
    private boolean utc;

    @Override
    public boolean field(String key, Item item) {
        switch (key) {
            case "debug" -> debug = bool(item);
            case "trace" -> trace |= bool(item);
            case "trace_verbose" -> {
                traceVerbose = bool(item);
                trace |= traceVerbose;
            }
            case "trace_headers" -> {
                traceHeaders = bool(item);
                trace |= traceHeaders;
            }
            case "logtime" -> timestamps = bool(item);
            case "logtime_utc" -> utc = bool(item);
            case "logfile", "log_file" -> file = text(item).isEmpty() ? null : FieldReader.path(item);
            case "logfile_size_limit", "log_size_limit" -> sizeLimitBytes = whole(item);
            case "logfile_max_num", "log_max_num" -> maxFiles = whole(item);
            case "syslog" -> syslog = bool(item);
            case "remote_syslog" -> remoteSyslog = text(item);
            case "log_format" -> format = format(item);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Format format(Item item) {
        String name = text(item);
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "text", "" -> Format.TEXT;
            case "json" -> Format.JSON;
            default ->
                throw new ConfigException(item.position(), "log_format must be 'text' or 'json', got '" + name + "'");
        };
    }

    Logging logging() {
        return new Logging(
                file,
                sizeLimitBytes,
                maxFiles,
                syslog,
                remoteSyslog,
                format,
                debug,
                trace,
                traceVerbose,
                traceHeaders,
                timestamps,
                utc);
    }
}
