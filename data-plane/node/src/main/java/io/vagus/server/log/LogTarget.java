package io.vagus.server.log;

import io.vagus.base.Log.Level;
import java.io.IOException;
import java.time.Instant;

/** Where lines go. Its owner calls it from one thread at a time. */
interface LogTarget extends AutoCloseable {
    void write(Level level, String text, Instant now) throws IOException;

    @Override
    void close() throws IOException;
}
