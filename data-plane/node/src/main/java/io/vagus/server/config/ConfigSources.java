package io.vagus.server.config;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a configuration file may refer to: other files and the environment. */
public interface ConfigSources {
    /** The text of a file. */
    String read(Path file) throws IOException;

    /** The value of an environment variable, null when it is not set. */
    @Nullable
    String environment(String name);
}
