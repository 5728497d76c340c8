package io.vagus.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Versions that the build wrote into the launcher, so that they are written once, in the build. */
final class BuildFacts {
    private static final Properties FACTS = load();

    private BuildFacts() {}

    static String get(String name) {
        return Objects.requireNonNull(FACTS.getProperty(name), name);
    }

    private static Properties load() {
        try (var stream = BuildFacts.class.getResourceAsStream("build.properties")) {
            var facts = new Properties();
            facts.load(Objects.requireNonNull(stream, "build.properties"));
            return facts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
