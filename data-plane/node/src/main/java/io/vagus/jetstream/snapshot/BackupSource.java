package io.vagus.jetstream.snapshot;

import java.io.IOException;
import java.io.InputStream;

/** A backup that can be read from its beginning as often as it takes. */
@FunctionalInterface
public interface BackupSource {

    /** Begins to read; the caller closes it. Errors: {@link IOException}. */
    InputStream open() throws IOException;
}
