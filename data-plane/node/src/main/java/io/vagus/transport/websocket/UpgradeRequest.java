package io.vagus.transport.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vagus.protocol.HttpHead;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP request by which a connection becomes a WebSocket (RFC 6455, section 4.2), and its answer. Checks, their order and
 * their texts are nats-server's.
 *
 * @param head the request itself
 */
public record UpgradeRequest(HttpHead head) {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    /** What becomes of a request. */
    public sealed interface Outcome {}

    /**
     * The connection becomes a WebSocket.
     *
     * @param answer what goes out first
     */
    public record Accepted(byte[] answer, WebSocketLink.Agreement agreement) implements Outcome {}

    /**
     * It does not.
     *
     * @param answer what goes out before the end
     * @param cause why, for the log
     */
    public record Refused(byte[] answer, String cause) implements Outcome {}

    /** Judges the request. */
    public Outcome judge(WebSocketOptions options) {
        if (!head.method().equals("GET")) {
            return refused(405, "Method Not Allowed", "request method must be GET");
        }
        String host = head.header("host");
        if (host == null || host.isEmpty()) {
            return refused(400, "Bad Request", "'Host' missing in request");
        }
        if (!head.contains("upgrade", "websocket")) {
            return refused(400, "Bad Request", "invalid value for header 'Upgrade'");
        }
        if (!head.contains("connection", "Upgrade")) {
            return refused(400, "Bad Request", "invalid value for header 'Connection'");
        }
        String key = head.header("sec-websocket-key");
        if (key == null || key.isEmpty()) {
            return refused(400, "Bad Request", "key missing");
        }
        if (!isKey(key)) {
            return refused(400, "Bad Request", "invalid websocket key");
        }
        if (!head.contains("sec-websocket-version", "13")) {
            return refused(400, "Bad Request", "invalid version");
        }
        String foreign = OriginCheck.problem(options, host, origin());
        if (foreign != null) {
            return refused(403, "Forbidden", "origin not allowed: " + foreign);
        }
        return accepted(key, options);
    }

    private Accepted accepted(String key, WebSocketOptions options) {
        boolean compress = options.compression() && offersCompression();
        boolean unmasked = "true".equals(head.header("nats-no-masking"));
        String agent = head.header("user-agent");
        boolean browser = agent != null && agent.startsWith("Mozilla/");
        boolean safari = agent != null && browser && agent.contains("Version/") && agent.contains("Safari/");
        StringBuilder answer = new StringBuilder(256)
                .append("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
                .append("Sec-WebSocket-Accept: ")
                .append(acceptKey(key))
                .append("\r\n");
        if (compress) {
            answer.append("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; ")
                    .append("client_no_context_takeover\r\n");
        }
        if (unmasked) {
            answer.append("Nats-No-Masking: true\r\n");
        }
        options.headers()
                .forEach((name, value) ->
                        answer.append(name).append(": ").append(value).append("\r\n"));
        answer.append("\r\n");
        return new Accepted(
                answer.toString().getBytes(ISO_8859_1),
                new WebSocketLink.Agreement(compress, !unmasked, browser, compress && safari));
    }

    private static Refused refused(int status, String text, String cause) {
        String answer = "HTTP/1.1 " + status + " " + text + "\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\nSec-Websocket-Version: 13\r\n"
                + "X-Content-Type-Options: nosniff\r\nContent-Length: " + (text.length() + 1)
                + "\r\nConnection: close\r\n\r\n" + text + "\n";
        return new Refused(answer.getBytes(ISO_8859_1), cause);
    }

    /** A cookie's value, null without. */
    public @Nullable String cookie(@Nullable String name) {
        if (name == null) {
            return null;
        }
        String found = null;
        for (String line : head.headers().getOrDefault("cookie", List.of())) {
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    String value = pair.substring(equals + 1).strip();
                    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                    found = quoted ? value.substring(1, value.length() - 1) : value;
                }
            }
        }
        return found;
    }

    private @Nullable String origin() {
        String origin = head.header("origin");
        return origin == null || origin.isEmpty() ? head.header("sec-websocket-origin") : origin;
    }

    private boolean offersCompression() {
        for (String value : head.headers().getOrDefault("sec-websocket-extensions", List.of())) {
            for (String extension : value.split("[,;]", -1)) {
                if (extension.strip().equalsIgnoreCase("permessage-deflate")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String acceptKey(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-1", e);
        }
    }
}
