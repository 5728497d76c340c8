package io.vagus.subject;

/**
 * A subject pattern taken apart into tokens, for questions that are asked rarely: does it match, does it lie within
 * another, have two anything in common. Immutable.
 */
public final class Pattern {

    private final String text;
    private final String[] tokens;

    private Pattern(String text) {
        this.text = text;
        this.tokens = text.split("\\.", -1);
    }

    /** Takes a pattern apart; the text is used as it is. */
    public static Pattern of(String text) {
        return new Pattern(text);
    }

    /** The pattern as text. */
    public String text() {
        return text;
    }

    /** Whether the pattern matches the subject, whose tokens are all taken literally. */
    public boolean matches(Pattern subject) {
        for (int i = 0; i < tokens.length; i++) {
            if (i >= subject.tokens.length) {
                return false;
            }
            if (tokens[i].equals(">")) {
                return true;
            }
            if (!tokens[i].equals("*") && !tokens[i].equals(subject.tokens[i])) {
                return false;
            }
        }
        return tokens.length == subject.tokens.length;
    }

    /** Whether every subject that this pattern matches is matched by the other too. */
    public boolean isWithin(Pattern other) {
        for (int i = 0; i < other.tokens.length; i++) {
            if (i >= tokens.length) {
                return false;
            }
            if (other.tokens[i].equals(">")) {
                return true;
            }
            if (tokens[i].equals(">")) {
                return false;
            }
            if (!other.tokens[i].equals("*") && !other.tokens[i].equals(tokens[i])) {
                return false;
            }
        }
        return tokens.length == other.tokens.length;
    }

    /** Whether some subject is matched by both. */
    public boolean overlaps(Pattern other) {
        int common = Math.min(tokens.length, other.tokens.length);
        for (int i = 0; i < common; i++) {
            String a = tokens[i];
            String b = other.tokens[i];
            if (a.equals(">") || b.equals(">")) {
                return true;
            }
            if (!a.equals("*") && !b.equals("*") && !a.equals(b)) {
                return false;
            }
        }
        return tokens.length == other.tokens.length;
    }

    @Override
    public String toString() {
        return text;
    }
}
