package io.vagus.server.config;

import java.util.List;

/** A configuration that cannot be used. Carries every mistake found, each with its place, one a line in the message. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    ConfigException(Position position, String problem) {
        this(List.of(position + ": " + problem));
    }

    /** The mistakes, each one line, those of the file starting with {@code file:line:column}. */
    public List<String> problems() {
        return problems;
    }
}
