package io.vagus.server.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Configuration files: each is read, or refused with a place and a reason. */
public final class ConfigFuzz {
    private static final Path FILE = Path.of("fuzz.conf");

    private ConfigFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        try {
            ConfigReader.read(MemorySources.of(FILE, new String(bytes, StandardCharsets.UTF_8)), FILE)
                    .requireConsistent();
        } catch (ConfigException refused) {
            if (refused.problems().isEmpty()) {
                throw new AssertionError("refused without a reason", refused);
            }
        }
    }
}
