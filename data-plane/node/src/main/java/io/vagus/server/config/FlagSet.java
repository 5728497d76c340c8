package io.vagus.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Flags in the grammar of Go's flag package: {@code -name} and {@code --name} are the same, a value follows as the next
 * argument or after {@code =}, switches take a value only after {@code =}, the last of a repeated flag holds. Flags end at
 * {@code --} or at the first argument that is none.
 */
final class FlagSet {
    /** What a flag's value is. */
    enum Kind {
        SWITCH,
        TEXT,
        NUMBER
    }

    /** Arguments that mean nothing; the message says which, as Go says it. */
    static final class FlagException extends RuntimeException {
        private static final long serialVersionUID = 1;

        FlagException(String message) {
            super(message);
        }
    }

    private final Map<String, Kind> kinds;
    private final Map<String, String> nameBySpelling;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<String> rest = new ArrayList<>();

    /**
     * Flags by the one name that they are asked for.
     *
     * @param nameBySpelling other ways to write some of them
     */
    FlagSet(Map<String, Kind> kinds, Map<String, String> nameBySpelling) {
        this.kinds = kinds;
        this.nameBySpelling = nameBySpelling;
    }

    /** Reads arguments. Errors: {@link FlagException}. */
    void parse(List<String> arguments) {
        int at = 0;
        while (at < arguments.size()) {
            String argument = arguments.get(at);
            if (argument.length() < 2 || !argument.startsWith("-")) {
                break;
            }
            at++;
            if (argument.equals("--")) {
                break;
            }
            String flag = argument.substring(argument.startsWith("--") ? 2 : 1);
            if (flag.startsWith("-") || flag.startsWith("=")) {
                throw new FlagException("bad flag syntax: " + argument);
            }
            int equals = flag.indexOf('=', 1);
            String spelling = equals < 0 ? flag : flag.substring(0, equals);
            String value = equals < 0 ? null : flag.substring(equals + 1);
            String name = nameBySpelling.getOrDefault(spelling, spelling);
            Kind kind = kinds.get(name);
            if (kind == null) {
                throw new FlagException("flag provided but not defined: -" + spelling);
            }
            if (kind != Kind.SWITCH && value == null) {
                if (at == arguments.size()) {
                    throw new FlagException("flag needs an argument: -" + spelling);
                }
                value = arguments.get(at++);
            }
            values.put(name, parsed(kind, spelling, value == null ? "true" : value));
        }
        rest.addAll(arguments.subList(at, arguments.size()));
    }

    private static Object parsed(Kind kind, String spelling, String value) {
        return switch (kind) {
            case TEXT -> value;
            case SWITCH -> truth(spelling, value);
            case NUMBER -> number(spelling, value);
        };
    }

    private static Boolean truth(String spelling, String value) {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default ->
                throw new FlagException("invalid boolean value \"" + value + "\" for -" + spelling + ": parse error");
        };
    }

    private static Long number(String spelling, String value) {
        String digits = value.startsWith("-") || value.startsWith("+") ? value.substring(1) : value;
        try {
            // Go reads 0o17 and 0b11, too; Java's decode knows 0x11 and 017.
            if (!digits.isEmpty() && Character.isDigit(digits.charAt(0))) {
                return Long.decode(value);
            }
        } catch (NumberFormatException e) {
            if (digits.chars().allMatch(Character::isDigit)) {
                throw new FlagException(
                        "invalid value \"" + value + "\" for flag -" + spelling + ": value out of range");
            }
        }
        throw new FlagException("invalid value \"" + value + "\" for flag -" + spelling + ": parse error");
    }

    /** Whether the flag was given. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    /** A text as given; null when it was not, or is empty. */
    @Nullable
    String text(String name) {
        Object value = values.get(name);
        return value instanceof String text && !text.isEmpty() ? text : null;
    }

    /** A number as given; null when it was not. */
    @Nullable
    Long number(String name) {
        return values.get(name) instanceof Long number ? number : null;
    }

    /** A switch as given, else as it was before. */
    boolean isOn(String name, boolean before) {
        return values.get(name) instanceof Boolean on ? on : before;
    }

    /** The names of those given, in their order. */
    List<String> given() {
        return List.copyOf(values.keySet());
    }

    /** The arguments after the flags. */
    List<String> rest() {
        return List.copyOf(rest);
    }
}
