package io.vagus.server;

import io.vagus.server.config.ConfigSources;
import io.vagus.transport.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** This machine's files and environment. */
class LocalSources implements ConfigSources {
    static final int MAX_FILE_BYTES = 64 * 1024 * 1024;

    /**
     * The same, but certificates are taken to be good: a server that starts reads them after its ports are bound, which is
     * soon enough to find out.
     */
    static LocalSources withoutCertificates() {
        return new LocalSources() {
            @Override
            public void requireCertificates(TlsSettings settings) {}
        };
    }

    @Override
    public byte[] bytes(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException("file is larger than " + MAX_FILE_BYTES + " bytes");
        }
        return Files.readAllBytes(file);
    }

    @Override
    public @Nullable String environment(String name) {
        return System.getenv(name);
    }
}
