package io.vagus.server.log;

import io.vagus.base.Log.Level;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** Standard error. */
final class StreamTarget implements LogTarget {
    private final OutputStream stream = new FileOutputStream(FileDescriptor.err);
    private final LineFormat format;

    StreamTarget(LineFormat format) {
        this.format = format;
    }

    @Override
    public void write(Level level, String text, Instant now) throws IOException {
        stream.write(format.line(level, text, now));
    }

    /** Leaves it open: others write there, too. */
    @Override
    public void close() {}
}
