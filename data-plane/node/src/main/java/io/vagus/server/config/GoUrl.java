package io.vagus.server.config;

import org.jspecify.annotations.Nullable;

/**
 * What Go's {@code net/url} takes for a URL, as far as a configuration can tell: scheme, user and password, host and port.
 *
 * @param scheme empty without one
 * @param user null without one
 * @param password null without one
 * @param host with brackets and port, as written
 */
record GoUrl(String scheme, @Nullable String user, @Nullable String password, String host) {
    private static final String HOST_MARKS = "-._~!$&'()*+,;=:[]<>\"%";
    private static final String USER_MARKS = "-._:~!$&'()*+,;=%@";

    /** The URL, or null when the text is none. */
    static @Nullable GoUrl parse(String text) {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            return null;
        }
        int schemeEnd = schemeEnd(text);
        if (schemeEnd == 0) {
            return null;
        }
        String scheme = schemeEnd < 0 ? "" : text.substring(0, schemeEnd);
        String rest = text.substring(schemeEnd + 1);
        if (!rest.startsWith("//")) {
            int slash = rest.indexOf('/');
            String segment = slash < 0 ? rest : rest.substring(0, slash);
            return scheme.isEmpty() && segment.indexOf(':') >= 0 ? null : new GoUrl(scheme, null, null, "");
        }
        int end = 2;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return authority(scheme, rest.substring(2, end));
    }

    /** Where a scheme ends; -1 without one, 0 when it should be there and is not. */
    private static int schemeEnd(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (c == ':') {
                return i;
            }
            if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'))) {
                return -1;
            }
        }
        return -1;
    }

    private static @Nullable GoUrl authority(String scheme, String authority) {
        int at = authority.lastIndexOf('@');
        String host = authority.substring(at + 1);
        if (!isHost(host)) {
            return null;
        }
        if (at < 0) {
            return new GoUrl(scheme, null, null, host);
        }
        String user = authority.substring(0, at);
        if (!isOf(user, USER_MARKS)) {
            return null;
        }
        int colon = user.indexOf(':');
        String name = decoded(colon < 0 ? user : user.substring(0, colon));
        String password = colon < 0 ? null : decoded(user.substring(colon + 1));
        return name == null || colon >= 0 && password == null ? null : new GoUrl(scheme, name, password, host);
    }

    private static boolean isHost(String host) {
        String port;
        if (host.startsWith("[")) {
            int close = host.lastIndexOf(']');
            if (close < 0) {
                return false;
            }
            port = host.substring(close + 1);
        } else {
            int colon = host.lastIndexOf(':');
            port = colon < 0 ? "" : host.substring(colon);
        }
        return (port.isEmpty() || port.matches(":[0-9]*")) && isOf(host, HOST_MARKS) && decoded(host) != null;
    }

    private static boolean isOf(String text, String marks) {
        return text.chars().allMatch(c -> Character.isLetterOrDigit(c) || c > 0x7F || marks.indexOf(c) >= 0);
    }

    /** With what percent signs stand for; null when one stands for nothing. */
    private static @Nullable String decoded(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                decoded.append(c);
            } else if (i + 2 < text.length()
                    && Character.digit(text.charAt(i + 1), 16) >= 0
                    && Character.digit(text.charAt(i + 2), 16) >= 0) {
                decoded.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                return null;
            }
        }
        return decoded.toString();
    }

    /** A URL as written, its password hidden. */
    static String redacted(String text) {
        int start = text.indexOf("//") + 2;
        int end = start;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        int at = text.lastIndexOf('@', end - 1);
        int colon = text.indexOf(':', start);
        return start < 2 || at < start || colon < 0 || colon > at
                ? text
                : text.substring(0, colon) + ":xxxxx" + text.substring(at);
    }

    /** Why a text is no URL, in the words of Go. */
    static String problem(String text) {
        int authority = text.indexOf("//");
        String host = text.substring(authority < 0 ? 0 : authority + 2);
        int colon = host.lastIndexOf(':');
        boolean badPort = authority >= 0 && colon >= 0 && !host.substring(colon).matches(":[0-9]*");
        return "parse " + GoQuote.of(text)
                + (badPort
                        ? ": invalid port " + GoQuote.of(host.substring(colon)) + " after host"
                        : ": first path segment in URL cannot contain colon");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return scheme + "://" + (user == null ? "" : user + (password == null ? "@" : ":xxxxx@")) + host;
    }
}
