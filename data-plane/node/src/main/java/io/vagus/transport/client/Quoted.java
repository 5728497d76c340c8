package io.vagus.transport.client;

import java.nio.charset.StandardCharsets;

/** Text in double quotes as Go's {@code %q} writes it, which clients parse in error texts. */
final class Quoted {

    private Quoted() {}

    static String of(byte[] bytes) {
        StringBuilder quoted = new StringBuilder(bytes.length + 2).append('"');
        new String(bytes, StandardCharsets.UTF_8).codePoints().forEach(point -> append(quoted, point));
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder quoted, int point) {
        switch (point) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case 7 -> quoted.append("\\a");
            case '\b' -> quoted.append("\\b");
            case '\f' -> quoted.append("\\f");
            case 11 -> quoted.append("\\v");
            default -> {
                if (point < ' ' || point == 127) {
                    quoted.append(String.format("\\x%02x", point));
                } else {
                    quoted.appendCodePoint(point);
                }
            }
        }
    }
}
