package io.vagus.server.config;

/** Text in double quotes as Go's {@code %q} writes it. */
final class GoQuote {
    private static final int FIRST_RAW = 0xDC00;

    private GoQuote() {}

    static String of(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> append(quoted, c));
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder into, int c) {
        switch (c) {
            case '"', '\\' -> into.append('\\').append((char) c);
            case 0x07 -> into.append("\\a");
            case '\b' -> into.append("\\b");
            case '\f' -> into.append("\\f");
            case '\n' -> into.append("\\n");
            case '\r' -> into.append("\\r");
            case '\t' -> into.append("\\t");
            case 0x0B -> into.append("\\v");
            default -> {
                if (c >= FIRST_RAW && c < FIRST_RAW + 0x100) {
                    into.append(String.format("\\x%02x", c - FIRST_RAW));
                } else if (c < 0x20 || c == 0x7F) {
                    into.append(String.format("\\x%02x", c));
                } else if (isPrintable(c)) {
                    into.appendCodePoint(c);
                } else {
                    into.append(String.format(c > 0xFFFF ? "\\U%08x" : "\\u%04x", c));
                }
            }
        }
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
