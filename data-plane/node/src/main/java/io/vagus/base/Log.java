package io.vagus.base;

import java.util.function.Supplier;

/**
 * Where the node writes its log lines. One line per event worth waking for; payloads and secrets never.
 * Safe for use by any thread; a call must not block on slow storage for long, since event loops make it.
 */
public interface Log {

    /** The levels of nats-server: INF, DBG, WRN, ERR, FTL, TRC. */
    enum Level {
        INFO("INF"),
        DEBUG("DBG"),
        WARN("WRN"),
        ERROR("ERR"),
        FATAL("FTL"),
        TRACE("TRC");

        private final String label;

        Level(String label) {
            this.label = label;
        }

        /** The three letters that stand in a log line. */
        public String label() {
            return label;
        }
    }

    /** Whether lines of this level are kept; ask before building an expensive line. */
    boolean isEnabled(Level level);

    /** Writes one line. Does nothing where the level is not enabled. */
    void write(Level level, String line);

    default void info(String line) {
        write(Level.INFO, line);
    }

    default void warn(String line) {
        write(Level.WARN, line);
    }

    default void error(String line) {
        write(Level.ERROR, line);
    }

    default void debug(Supplier<String> line) {
        if (isEnabled(Level.DEBUG)) {
            write(Level.DEBUG, line.get());
        }
    }

    default void trace(Supplier<String> line) {
        if (isEnabled(Level.TRACE)) {
            write(Level.TRACE, line.get());
        }
    }

    /** A log that keeps nothing. */
    static Log none() {
        return new Log() {
            @Override
            public boolean isEnabled(Level level) {
                return false;
            }

            @Override
            public void write(Level level, String line) {}
        };
    }
}
