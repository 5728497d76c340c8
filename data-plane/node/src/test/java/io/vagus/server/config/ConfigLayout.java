package io.vagus.server.config;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Writes values as configuration text: in one fixed way that is JSON, or in any of the ways that mean the same. */
final class ConfigLayout {
    private static final List<String> SEPARATORS = List.of(":", "=", " ", " : ", "\t=  ");
    private static final List<String> MAP_ENDS = List.of("\n", ",", ";", " # end\n", "\n// next\n\n", "\r\n", " ,\n");
    private static final List<String> ARRAY_ENDS = List.of("\n", ",", " # end\n", "\n// next\n\n", "\r\n", ", ");

    private final Random random;
    private final boolean varied;

    ConfigLayout(long seed, boolean varied) {
        this.random = new Random(seed);
        this.varied = varied;
    }

    String pairs(Map<?, ?> map) {
        return map.entrySet().stream()
                .map(pair -> key(pair.getKey()) + choose(":", SEPARATORS) + value(pair.getValue()))
                .collect(ends(MAP_ENDS));
    }

    String value(Object value) {
        return switch (value) {
            case Map<?, ?> map -> "{" + pairs(map) + "}";
            // Without the blank nats-server takes the bracket for a part of a number.
            case List<?> list -> "[" + list.stream().map(this::value).collect(ends(ARRAY_ENDS)) + " ]";
            case String text -> text(text);
            case Boolean bool when varied -> bool ? choose("", List.of("true", "Yes", "ON")) : "off";
            default -> value.toString();
        };
    }

    private java.util.stream.Collector<CharSequence, ?, String> ends(List<String> ends) {
        return Collectors.joining(choose(",", ends));
    }

    private String key(Object key) {
        return choose("\"" + key + "\"", List.of("\"" + key + "\"", "'" + key + "'", key.toString()));
    }

    private String text(String text) {
        String escaped = "\""
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t") + "\"";
        if (text.matches("[a-zA-Z][a-zA-Z.>]*")) {
            return choose(escaped, List.of(text, "'" + text + "'", escaped));
        }
        return text.contains("'") ? escaped : choose(escaped, List.of("'" + text + "'", escaped));
    }

    private String choose(String fixed, List<String> any) {
        return varied ? any.get(random.nextInt(any.size())) : fixed;
    }
}
