package io.vagus.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What comes before the body of an HTTP/1 request (RFC 9112). As Go's server, which nats-server stands on, it takes lines that
 * end in a lone line feed and any byte in a target that is neither blank nor a control character.
 *
 * @param headers values by lower-case name, in their order
 */
public record HttpHead(String method, String target, Map<String, List<String>> headers) implements HttpOpening {

    private static final String VERSION = "HTTP/";
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /** Where the head ends, its empty line included, looked for in that range; -1: not yet. */
    public static int end(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                int next = i + 1 < to && bytes[i + 1] == '\r' ? i + 2 : i + 1;
                if (next < to && bytes[next] == '\n') {
                    return next + 1;
                }
            }
        }
        return -1;
    }

    /** Reads a head, its empty line included. */
    public static HttpOpening read(byte[] bytes, int from, int to) {
        String[] lines = new String(bytes, from, to - from, ISO_8859_1).split("\r?\n", -1);
        String line = lines[0];
        int method = line.indexOf(' ');
        int target = line.indexOf(' ', method + 1);
        if (method <= 0 || target <= method + 1 || !isToken(line.substring(0, method))) {
            return HttpRefusal.MALFORMED;
        }
        String version = line.substring(target + 1);
        String asked = line.substring(method + 1, target);
        if (!isVersion(version) || !isTarget(asked)) {
            return HttpRefusal.MALFORMED;
        }
        if (version.charAt(VERSION.length()) != '1') {
            return HttpRefusal.OTHER_VERSION;
        }
        Map<String, List<String>> headers = headers(lines);
        if (headers == null) {
            return HttpRefusal.MALFORMED;
        }
        List<String> hosts = headers.getOrDefault("host", List.of());
        if (hosts.isEmpty() && !version.endsWith(".0")) {
            return HttpRefusal.NO_HOST;
        }
        return hosts.size() > 1 ? HttpRefusal.MALFORMED : new HttpHead(line.substring(0, method), asked, headers);
    }

    private static @Nullable Map<String, List<String>> headers(String[] lines) {
        Map<String, List<String>> headers = new HashMap<>();
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0 || !isToken(lines[i].substring(0, colon))) {
                return null;
            }
            headers.computeIfAbsent(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(lines[i].substring(colon + 1).strip());
        }
        return headers;
    }

    private static boolean isVersion(String text) {
        return text.length() == VERSION.length() + 3
                && text.startsWith(VERSION)
                && isDigit(text.charAt(VERSION.length()))
                && text.charAt(VERSION.length() + 1) == '.'
                && isDigit(text.charAt(VERSION.length() + 2));
    }

    private static boolean isTarget(String text) {
        return text.chars().allMatch(c -> c > ' ' && c != 0x7f);
    }

    private static boolean isToken(String text) {
        return text.chars()
                .allMatch(c -> isDigit((char) c)
                        || (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || TOKEN_MARKS.indexOf(c) >= 0);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The first value of a header, null without. */
    public @Nullable String header(String lowerCaseName) {
        List<String> values = headers.get(lowerCaseName);
        return values == null ? null : values.getFirst();
    }

    /** Whether a header has that word among its values, whatever its case. */
    public boolean contains(String lowerCaseName, String word) {
        for (String value : headers.getOrDefault(lowerCaseName, List.of())) {
            for (String each : value.split(",", -1)) {
                if (each.strip().equalsIgnoreCase(word)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The target without its query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Leaves out the headers and the query, which hold cookies and more. */
    @Override
    public String toString() {
        return "HttpHead[" + method + " " + path() + "]";
    }
}
