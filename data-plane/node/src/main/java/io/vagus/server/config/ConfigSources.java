package io.vagus.server.config;

import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsException;
import io.vagus.transport.tls.TlsSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a configuration file may refer to: other files and the environment. */
public interface ConfigSources {
    /** The content of a file. */
    byte[] bytes(Path file) throws IOException;

    /** The text of a file. */
    default String read(Path file) throws IOException {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    /**
     * Reads the certificates and keys that settings name, to find out whether they can be used. Errors: {@link TlsException}
     * when not.
     */
    default void requireCertificates(TlsSettings settings) throws TlsException {
        TlsContext.load(settings, Runnable::run);
    }

    /** The value of an environment variable, null when it is not set. */
    @Nullable
    String environment(String name);
}
