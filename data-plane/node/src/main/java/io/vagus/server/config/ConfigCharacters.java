package io.vagus.server.config;

/** What the characters of a configuration text are taken for. */
final class ConfigCharacters {

    private ConfigCharacters() {}

    /** A character as an error message shows it. */
    static String shown(int character) {
        return character == '\n' ? "\\n" : Character.toString(character);
    }

    static boolean endsNumber(int c) {
        return isNewLine(c) || c == ConfigText.END || c == '}' || c == ';' || c == ',' || isBlank(c);
    }

    static boolean isUnit(int c) {
        return c > 0 && "kKmMgGtTpPeE".indexOf(c) >= 0;
    }

    static boolean isSeparator(int c) {
        return c == ':' || c == '=';
    }

    static boolean isNewLine(int c) {
        return c == '\n' || c == '\r';
    }

    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    static boolean isSpace(int c) {
        return c >= '\t' && c <= '\r' || c == ' ' || c == 0x85 || c == 0xA0 || c > 0xFF && Character.isSpaceChar(c);
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9' || c > 0x7F && Character.isDigit(c);
    }

    static boolean isHex(char c) {
        return c < 0x80 && Character.digit(c, 16) >= 0;
    }
}
