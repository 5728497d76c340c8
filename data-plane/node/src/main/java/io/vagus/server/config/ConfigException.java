package io.vagus.server.config;

import java.util.List;

/** A configuration that cannot be used. Carries every mistake found, each with its place, one a line in the message. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;
    private final boolean closed;

    public ConfigException(List<String> problems) {
        this(problems, false);
    }

    /**
     * Mistakes in fields.
     *
     * @param closed whether the last line ends as the others do, which nats-server has it do for mistakes in fields
     */
    ConfigException(List<String> problems, boolean closed) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
        this.closed = closed;
    }

    ConfigException(Position position, String problem) {
        this(List.of(position + ": " + problem));
    }

    /** The mistakes, each one line, those of the file starting with {@code file:line:column}. */
    public List<String> problems() {
        return problems;
    }

    /** What a command line shows: the mistakes, with an empty line at the end where nats-server has one. */
    public String report() {
        return closed ? getMessage() + "\n" : String.valueOf(getMessage());
    }
}
