package io.vagus.storage;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which subjects are meant: those that match at least one of some patterns. Immutable; matching allocates nothing. */
public final class SubjectFilter {

    private static final SubjectFilter ALL = new SubjectFilter(new byte[][] {{'>'}});

    private final byte[][] patterns;
    private final boolean all;
    private final boolean literal;

    private SubjectFilter(byte[][] patterns) {
        this.patterns = patterns;
        boolean everything = false;
        for (byte[] pattern : patterns) {
            everything |= pattern.length == 1 && pattern[0] == '>';
        }
        this.all = everything;
        this.literal = patterns.length == 1 && literalPrefix(patterns[0]) == patterns[0].length;
    }

    /** Every subject. */
    public static SubjectFilter all() {
        return ALL;
    }

    /** The subjects that match one pattern, which is taken as valid; an empty one means every subject. */
    public static SubjectFilter of(byte[] pattern) {
        return pattern.length == 0 ? ALL : new SubjectFilter(new byte[][] {pattern});
    }

    /** The subjects that match one pattern; an empty one means every subject. */
    public static SubjectFilter of(String pattern) {
        return of(pattern.getBytes(StandardCharsets.UTF_8));
    }

    /** The subjects that match any of the patterns; no pattern at all means every subject. */
    public static SubjectFilter anyOf(List<String> patterns) {
        if (patterns.isEmpty()) {
            return ALL;
        }
        byte[][] bytes = new byte[patterns.size()][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = patterns.get(i).getBytes(StandardCharsets.UTF_8);
        }
        return new SubjectFilter(bytes);
    }

    /** Whether every subject is meant. */
    public boolean isAll() {
        return all;
    }

    /** Whether one subject is meant and no other. */
    public boolean isLiteral() {
        return literal;
    }

    int patternCount() {
        return patterns.length;
    }

    byte[] pattern(int index) {
        return patterns[index];
    }

    /** Whether the subject is meant. */
    public boolean matches(byte[] subject) {
        return matches(subject, subject.length);
    }

    /** Whether the subject in the first bytes of the array is meant. */
    boolean matches(byte[] subject, int length) {
        return matchesBefore(patterns.length, subject, length);
    }

    /** Whether one of the first so many patterns matches. */
    boolean matchesBefore(int count, byte[] subject, int length) {
        if (all && count == patterns.length) {
            return true;
        }
        for (int i = 0; i < count; i++) {
            if (matches(patterns[i], subject, length)) {
                return true;
            }
        }
        return false;
    }

    static boolean matches(byte[] pattern, byte[] subject, int length) {
        int p = 0;
        int s = 0;
        while (p < pattern.length) {
            if (s > length) {
                return false;
            }
            byte b = pattern[p];
            if (b == '>' && p + 1 == pattern.length && (p == 0 || pattern[p - 1] == '.')) {
                return s < length;
            }
            if (b == '*' && (p == 0 || pattern[p - 1] == '.') && (p + 1 == pattern.length || pattern[p + 1] == '.')) {
                int start = s;
                while (s < length && subject[s] != '.') {
                    s++;
                }
                if (s == start) {
                    return false;
                }
                p++;
                continue;
            }
            if (s >= length || subject[s] != b) {
                return false;
            }
            p++;
            s++;
        }
        return s == length;
    }

    /** How many bytes at the pattern's beginning every subject that matches begins with. */
    static int literalPrefix(byte[] pattern) {
        for (int i = 0; i < pattern.length; i++) {
            boolean starts = i == 0 || pattern[i - 1] == '.';
            if (starts && pattern[i] == '>' && i + 1 == pattern.length) {
                return i;
            }
            if (starts && pattern[i] == '*' && (i + 1 == pattern.length || pattern[i + 1] == '.')) {
                return i;
            }
        }
        return pattern.length;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (byte[] pattern : patterns) {
            text.append(text.isEmpty() ? "" : ",").append(new String(pattern, StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
