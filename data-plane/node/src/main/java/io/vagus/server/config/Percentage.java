package io.vagus.server.config;

/** A share of a hundred as text: a whole number, with or without a percent sign. */
final class Percentage {
    private Percentage() {}

    /** The digits of it. */
    static String number(String text) {
        return text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
    }

    /** Errors: {@link NumberFormatException}. */
    static long parse(String text) {
        return Long.parseLong(number(text));
    }
}
