package io.vagus.subject;

/**
 * The grammar of subjects, on bytes. A subject is tokens joined by {@code '.'}, none empty, none with white space. In a
 * pattern a token {@code *} stands for any one token and a last token {@code >} for one or more; within a longer token
 * both are ordinary characters.
 */
public final class Subjects {

    private Subjects() {}

    /** Whether these bytes are a pattern that may be subscribed to. */
    public static boolean isValidPattern(byte[] subject) {
        return isValid(subject, true);
    }

    /** Whether these bytes are a subject without wildcards. */
    public static boolean isLiteral(byte[] subject) {
        return isValid(subject, false);
    }

    private static boolean isValid(byte[] subject, boolean wildcards) {
        int start = 0;
        boolean ended = false;
        for (int i = 0; i <= subject.length; i++) {
            if (i < subject.length && subject[i] != '.') {
                if (isSpace(subject[i])) {
                    return false;
                }
                continue;
            }
            if (i == start || ended) {
                return false;
            }
            if (i == start + 1 && (subject[start] == '*' || subject[start] == '>')) {
                if (!wildcards) {
                    return false;
                }
                ended = subject[start] == '>';
            }
            start = i + 1;
        }
        return true;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == '\f';
    }

    /** Whether the pattern has a wildcard token. The pattern is a valid one. */
    public static boolean hasWildcard(byte[] pattern) {
        for (int i = 0; i < pattern.length; i++) {
            boolean alone = (i == 0 || pattern[i - 1] == '.') && (i + 1 == pattern.length || pattern[i + 1] == '.');
            if (alone && (pattern[i] == '*' || pattern[i] == '>')) {
                return true;
            }
        }
        return false;
    }

    /** Whether the bytes begin with the prefix. */
    public static boolean startsWith(byte[] subject, byte[] prefix) {
        if (subject.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (subject[i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** How many tokens a subject has; empty ones count. */
    public static int tokenCount(byte[] subject) {
        int count = 1;
        for (byte b : subject) {
            if (b == '.') {
                count++;
            }
        }
        return count;
    }
}
