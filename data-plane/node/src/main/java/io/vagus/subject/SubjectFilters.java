package io.vagus.subject;

/**
 * Questions about subjects and filters as text, for code that asks outside the hot path. A filter is a subject pattern.
 * Nothing is kept; on bytes see {@link Subjects}, for a pattern asked often see {@link Pattern}.
 */
public final class SubjectFilters {

    private SubjectFilters() {}

    /** Whether the text is a pattern: no empty token, no white space, {@code >} at the end only. */
    public static boolean isValid(String subject) {
        return isValid(subject, true);
    }

    /** Whether the text is a subject without wildcards. */
    public static boolean isLiteral(String subject) {
        return isValid(subject, false);
    }

    private static boolean isValid(String subject, boolean wildcards) {
        int start = 0;
        boolean ended = false;
        for (int i = 0; i <= subject.length(); i++) {
            if (i < subject.length() && subject.charAt(i) != '.') {
                if (isSpace(subject.charAt(i))) {
                    return false;
                }
                continue;
            }
            if (i == start || ended) {
                return false;
            }
            boolean rest = isToken(subject, start, i, '>');
            if (!wildcards && (rest || isToken(subject, start, i, '*'))) {
                return false;
            }
            ended = rest;
            start = i + 1;
        }
        return true;
    }

    /** Whether the filter has a wildcard token. */
    public static boolean hasWildcard(String filter) {
        int start = 0;
        for (int i = 0; i <= filter.length(); i++) {
            if (i == filter.length() || filter.charAt(i) == '.') {
                if (isToken(filter, start, i, '*') || isToken(filter, start, i, '>')) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }

    /**
     * Whether the filter matches every subject that {@code subject}, itself a subject or a filter, matches: {@code foo.*} is
     * a subset of {@code foo.>}, not of {@code foo.bar}.
     */
    public static boolean isSubset(String subject, String filter) {
        int s = 0;
        int f = 0;
        while (f <= filter.length()) {
            int filterEnd = tokenEnd(filter, f);
            if (s > subject.length() || filterEnd == f) {
                return false;
            }
            if (isToken(filter, f, filterEnd, '>')) {
                return subject.length() > s;
            }
            int end = tokenEnd(subject, s);
            if (end == s || isToken(subject, s, end, '>')) {
                return false;
            }
            boolean any = isToken(filter, f, filterEnd, '*');
            boolean same = end - s == filterEnd - f && subject.regionMatches(s, filter, f, end - s);
            if (!any && (!same || isToken(subject, s, end, '*'))) {
                return false;
            }
            s = end + 1;
            f = filterEnd + 1;
        }
        return s > subject.length();
    }

    /** Whether the filter matches the subject. */
    public static boolean matches(String subject, String filter) {
        return isSubset(subject, filter);
    }

    /** Whether some subject is matched by both filters. */
    public static boolean collide(String one, String other) {
        int a = 0;
        int b = 0;
        while (a <= one.length() && b <= other.length()) {
            int aEnd = tokenEnd(one, a);
            int bEnd = tokenEnd(other, b);
            if (isToken(one, a, aEnd, '>') || isToken(other, b, bEnd, '>')) {
                return true;
            }
            boolean any = isToken(one, a, aEnd, '*') || isToken(other, b, bEnd, '*');
            if (!any && !(aEnd - a == bEnd - b && one.regionMatches(a, other, b, aEnd - a))) {
                return false;
            }
            a = aEnd + 1;
            b = bEnd + 1;
        }
        return a > one.length() && b > other.length();
    }

    /** How many tokens there are; 0 in the empty text. */
    public static int tokenCount(String subject) {
        if (subject.isEmpty()) {
            return 0;
        }
        int count = 1;
        for (int i = 0; i < subject.length(); i++) {
            if (subject.charAt(i) == '.') {
                count++;
            }
        }
        return count;
    }

    /** The token at a place counted from 0; empty when there are not so many. */
    public static String token(String subject, int index) {
        int start = 0;
        for (int i = 0; i < index; i++) {
            start = tokenEnd(subject, start) + 1;
            if (start > subject.length()) {
                return "";
            }
        }
        return subject.substring(start, tokenEnd(subject, start));
    }

    static boolean hasSpace(String token) {
        for (int i = 0; i < token.length(); i++) {
            if (isSpace(token.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
    }

    private static int tokenEnd(String subject, int start) {
        int end = subject.indexOf('.', start);
        return end < 0 ? subject.length() : end;
    }

    private static boolean isToken(String subject, int start, int end, char wildcard) {
        return end == start + 1 && subject.charAt(start) == wildcard;
    }
}
