package io.vagus.identity;

import java.util.function.Consumer;

/** What a subject inside claims has to look like. Routing has its own, faster, subject types. */
final class Subjects {
    private Subjects() {}

    static void validate(String subject, Consumer<String> problems) {
        if (subject.isEmpty()) {
            problems.accept("subject cannot be empty");
            return;
        }
        if (subject.indexOf(' ') >= 0) {
            problems.accept("subject \"" + subject + "\" cannot have spaces");
        }
        if (subject.startsWith(".") || subject.endsWith(".")) {
            problems.accept("subject \"" + subject + "\" cannot start or end with a `.`");
        }
        if (subject.contains("..")) {
            problems.accept("subject \"" + subject + "\" cannot contain consecutive `.`");
        }
    }

    /** The server's grammar: no empty token, no white space, {@code >} only at the end. */
    static boolean isValid(String subject) {
        String[] tokens = subject.split("\\.", -1);
        for (int i = 0; i < tokens.length; i++) {
            String token = tokens[i];
            if (token.isEmpty() || hasWhiteSpace(token) || (token.equals(">") && i < tokens.length - 1)) {
                return false;
            }
        }
        return true;
    }

    static boolean hasWildcards(String subject) {
        for (String token : subject.split("\\.", -1)) {
            if (token.equals("*") || token.equals(">")) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasWhiteSpace(String token) {
        for (int i = 0; i < token.length(); i++) {
            switch (token.charAt(i)) {
                case ' ', '\t', '\r', '\n', '\f' -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }
}
