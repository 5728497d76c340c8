package io.vagus.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files and environment that exist only in a test. */
record MemorySources(Map<Path, String> files, Map<String, String> variables) implements ConfigSources {
    static MemorySources of(Path file, String text) {
        return new MemorySources(Map.of(file, text), Map.of());
    }

    @Override
    public byte[] bytes(Path file) throws IOException {
        String text = files.get(file);
        if (text == null) {
            throw new NoSuchFileException(file.toString());
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String environment(String name) {
        return variables.get(name);
    }
}
