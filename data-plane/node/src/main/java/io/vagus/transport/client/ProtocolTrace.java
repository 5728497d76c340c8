package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.base.Log;
import io.vagus.base.Log.Level;
import io.vagus.protocol.Publication;
import io.vagus.protocol.PublishFrame;
import io.vagus.transport.NodeOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes to the log what one connection says ({@code <<-}) and hears ({@code ->>}), as nats-server does with
 * {@code trace}. A connection has one only while tracing is on; it knows nothing but what is to be shown.
 */
final class ProtocolTrace {
    private static final Pattern PREFIXED_SECRET =
            Pattern.compile("\"?\\s*(?:auth_token\\S*?|pass\\S*?)\"?\\s*[:=]\\s*\"?([^\",\\r\\n}]*)");
    private static final Pattern NAMED_SECRET =
            Pattern.compile("(?:^|[^A-Za-z0-9_])\"?\\s*(?:proxy_sig|nkey|sig)\"?\\s*[:=]\\s*\"?([^\",\\r\\n}]*)");
    private static final String REDACTED = "[REDACTED]";
    private static final String IN = "<<-";
    private static final String OUT = "->>";

    private final Log log;
    private final Supplier<String> who;
    private final int maxPayloadBytes;
    private final boolean headersOnly;

    ProtocolTrace(Log log, Supplier<String> who, NodeOptions options) {
        this.log = log;
        this.who = who;
        this.maxPayloadBytes = options.maxTracedMessageBytes();
        this.headersOnly = options.traceHeadersOnly();
    }

    private void line(String text) {
        log.write(Level.TRACE, who.get() + " - " + text);
    }

    void heard(String line) {
        line(IN + " [" + line + "]");
    }

    void connect(byte[] document) {
        String shown = without(NAMED_SECRET, without(PREFIXED_SECRET, new String(document, UTF_8)));
        heard("CONNECT " + shown);
    }

    private static String without(Pattern secret, String text) {
        StringBuilder shown = new StringBuilder();
        int from = 0;
        for (Matcher found = secret.matcher(text); found.find(); from = found.end(1)) {
            shown.append(text, from, found.start(1)).append(REDACTED);
        }
        return shown.append(text, from, text.length()).toString();
    }

    void subscribe(byte[] subject, byte[] queue, byte[] sid) {
        heard("SUB " + text(subject) + (queue.length == 0 ? "" : " " + text(queue)) + " " + text(sid));
    }

    void publish(PublishFrame frame) {
        int lineEnd = frame.payloadAt();
        byte[] line = copy(frame.buffer(), frame.subjectAt(), lineEnd - frame.subjectAt());
        heard((frame.headerLength() < 0 ? "PUB " : "HPUB ") + new String(line, UTF_8).stripTrailing());
        payload(IN, copy(frame.buffer(), frame.payloadAt(), frame.size()), frame.headerLength());
    }

    void publish(Publication publication) {
        byte[] reply = publication.reply();
        heard((publication.headerLength() < 0 ? "PUB " : "HPUB ") + text(publication.subject())
                + (reply == null ? "" : " " + text(reply)) + " " + text(publication.numbers()));
        payload(IN, publication.content(), publication.headerLength());
    }

    /** A message that goes out, as it lies in the memory that will be written. */
    void delivered(ByteBuffer out, int at, int length, int headerLength, int size) {
        byte[] line = copy(out, at, length - size - 2);
        line(OUT + " [" + new String(line, UTF_8).stripTrailing() + "]");
        payload(OUT, copy(out, at + length - size - 2, size), headerLength);
    }

    void delivered(String line, int headerLength, byte[] content) {
        line(OUT + " [" + line + "]");
        payload(OUT, content, headerLength);
    }

    /** PING, PONG, +OK or -ERR; INFO is not shown. */
    void said(byte[] bytes) {
        switch (bytes[0]) {
            case 'P' -> line(OUT + " [" + text(bytes).strip() + "]");
            case '+' -> line(OUT + " [OK]");
            case '-' -> {
                String error = text(bytes).strip();
                line(OUT + " [-ERR " + error.substring("-ERR '".length(), error.length() - 1) + "]");
            }
            default -> {}
        }
    }

    void ended(byte[] sid) {
        line("<-> [DELSUB " + text(sid) + "]");
    }

    private void payload(String direction, byte[] content, int headerLength) {
        byte[] shown = content;
        if (headersOnly) {
            if (headerLength <= 0 || content.length < headerLength) {
                return;
            }
            shown = Arrays.copyOf(content, Math.max(0, headerLength - 4));
        }
        if (shown.length == 0) {
            return;
        }
        if (maxPayloadBytes > 0 && shown.length > maxPayloadBytes) {
            String cut = quoted(Arrays.copyOf(shown, maxPayloadBytes));
            line(direction + " MSG_PAYLOAD: [" + cut.substring(0, cut.length() - 1) + "...\"]");
        } else {
            line(direction + " MSG_PAYLOAD: [" + quoted(shown) + "]");
        }
    }

    /** As Go's {@code %q}, where line breaks are escapes of their own. */
    private static String quoted(byte[] bytes) {
        return Quoted.of(bytes).replace("\\x0d", "\\r").replace("\\x0a", "\\n").replace("\\x09", "\\t");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static byte[] copy(ByteBuffer from, int at, int length) {
        byte[] bytes = new byte[Math.max(0, length)];
        from.get(at, bytes);
        return bytes;
    }

    /** How a connection is called after it said who it is: its client, and its account and user. */
    static String name(String address, String client, String user) {
        return address
                + (client.isEmpty() ? "" : " - " + Quoted.of(client.getBytes(UTF_8)))
                + (user.isEmpty() ? "" : " - " + Quoted.of(user.getBytes(UTF_8)));
    }
}
