package io.vagus.transport.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The header that a proxy puts in front of a stream to say whose it is: PROXY protocol, version 1 (text) or 2 (binary). Limits
 * and texts are those of nats-server.
 */
public final class ProxyHeader {

    /** Bytes after which it is clear whether there is a header. */
    public static final int DECIDING_BYTES = 6;

    /** The longest header, a version 2 header that says it is as long as it can be. */
    public static final int MAX_BYTES = 16 + 0xffff;

    private static final int MAX_LINE_BYTES = 107;
    private static final int FIXED_BYTES = 16;
    private static final byte[] TEXT_START = "PROXY ".getBytes(ISO_8859_1);
    private static final byte[] BINARY_START = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int IPV4_BYTES = 12;
    private static final int IPV6_BYTES = 36;
    private static final int MAX_PORT_DIGITS = 5;

    /** Four numbers without leading zeros: with them they would be octal to some. */
    private static final String DOTTED = "((0|[1-9]\\d{0,2})\\.){3}(0|[1-9]\\d{0,2})";

    /** What stands at the front of a stream. */
    public sealed interface Reading {}

    /** More bytes have to come before it can be said. */
    public record Incomplete() implements Reading {}

    /** No header. */
    public record Absent() implements Reading {}

    /** A header.
     *
     * @param source whose stream it is; null when it is the proxy's own
     * @param length the header's bytes
     */
    public record Found(@Nullable InetSocketAddress source, int length) implements Reading {}

    /** A header that means nothing. */
    public record Invalid(String cause) implements Reading {}

    private static final Reading INCOMPLETE = new Incomplete();

    private ProxyHeader() {}

    /** Reads the front of a stream, as far as it has come. */
    public static Reading read(byte[] bytes, int length) {
        if (startsWith(bytes, length, TEXT_START, DECIDING_BYTES)) {
            return length < DECIDING_BYTES ? INCOMPLETE : text(bytes, length);
        }
        if (startsWith(bytes, length, BINARY_START, DECIDING_BYTES)) {
            return length < DECIDING_BYTES ? INCOMPLETE : binary(bytes, length);
        }
        return length < DECIDING_BYTES ? INCOMPLETE : new Absent();
    }

    private static boolean startsWith(byte[] bytes, int length, byte[] start, int most) {
        int count = Math.min(length, most);
        return Arrays.equals(bytes, 0, count, start, 0, count);
    }

    // --- version 1 -------------------------------------------------------------------------------------------------

    private static Reading text(byte[] bytes, int length) {
        int most = Math.min(length, MAX_LINE_BYTES);
        for (int i = DECIDING_BYTES; i + 1 < most; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return line(new String(bytes, DECIDING_BYTES, i - DECIDING_BYTES, ISO_8859_1), i + 2);
            }
        }
        return length >= MAX_LINE_BYTES ? invalid("v1 line too long") : INCOMPLETE;
    }

    private static Reading line(String line, int length) {
        String stripped = line.strip();
        String[] parts = stripped.isEmpty() ? new String[0] : stripped.split("\\s+", -1);
        if (parts.length > 0 && parts[0].equals("UNKNOWN")) {
            return new Found(null, length);
        }
        if (parts.length != 5) {
            return invalid("invalid v1 format");
        }
        InetAddress source = address(parts[1]);
        if (source == null || address(parts[2]) == null) {
            return invalid("invalid address");
        }
        int port = port(parts[3]);
        if (port < 0) {
            return new Invalid("invalid source port: " + portProblem(parts[3]));
        }
        if (port(parts[4]) < 0) {
            return new Invalid("invalid dest port: " + portProblem(parts[4]));
        }
        boolean six = parts[1].indexOf(':') >= 0;
        boolean otherSix = parts[2].indexOf(':') >= 0;
        return switch (parts[0]) {
            case "TCP4" ->
                six || otherSix
                        ? invalid("TCP4 with IPv6 address")
                        : new Found(new InetSocketAddress(source, port), length);
            case "TCP6" ->
                six && otherSix
                        ? new Found(new InetSocketAddress(source, port), length)
                        : invalid("TCP6 with IPv4 address");
            default -> invalid("invalid protocol " + parts[0]);
        };
    }

    private static int port(String text) {
        String digits = text.replaceFirst("^0+(?=.)", "");
        if (!isNumber(digits) || digits.length() > MAX_PORT_DIGITS) {
            return -1;
        }
        int port = Integer.parseInt(digits);
        return port <= 0xffff ? port : -1;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Why a text is no port, in the words of Go. */
    private static String portProblem(String text) {
        return "strconv.ParseUint: parsing \"" + escaped(text) + "\": "
                + (isNumber(text) ? "value out of range" : "invalid syntax");
    }

    /** What strangers wrote, fit for a line of the log. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (c < ' ' || c > '~') {
                escaped.append(String.format("\\x%02x", c));
            } else if (c == '"' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }

    /** A literal address: never a name, which would be looked up. */
    private static @Nullable InetAddress address(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        try {
            if (lower.indexOf(':') >= 0) {
                String last = lower.substring(lower.lastIndexOf(':') + 1);
                return lower.matches("[0-9a-f:.]{2,45}") && (last.indexOf('.') < 0 || last.matches(DOTTED))
                        ? InetAddress.ofLiteral(lower)
                        : null;
            }
            return lower.matches(DOTTED) ? InetAddress.ofLiteral(lower) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    // --- version 2 -------------------------------------------------------------------------------------------------

    private static Reading binary(byte[] bytes, int length) {
        if (!startsWith(bytes, length, BINARY_START, BINARY_START.length)) {
            return invalid("invalid signature");
        }
        if (length < FIXED_BYTES) {
            return INCOMPLETE;
        }
        int version = bytes[12] & 0xf0;
        int command = bytes[12] & 0x0f;
        int family = bytes[13] & 0xf0;
        int protocol = bytes[13] & 0x0f;
        int addressBytes = (bytes[14] & 0xff) << 8 | bytes[15] & 0xff;
        if (version != 0x20) {
            return invalid(String.format("invalid version 0x%02x", version));
        }
        if (command > 1) {
            return new Invalid(String.format("unknown PROXY protocol command: 0x%02x", command));
        }
        boolean local = command == 0;
        if (!local && protocol != 1) {
            return new Invalid("unsupported PROXY protocol feature: only STREAM protocol supported");
        }
        if (!local && family != 0 && family != 0x10 && family != 0x20) {
            return new Invalid(
                    String.format("unsupported PROXY protocol feature: unsupported address family 0x%02x", family));
        }
        if (!local && family == 0x10 && addressBytes < IPV4_BYTES) {
            return new Invalid("IPv4 address data too short: " + addressBytes + " bytes");
        }
        if (!local && family == 0x20 && addressBytes < IPV6_BYTES) {
            return new Invalid("IPv6 address data too short: " + addressBytes + " bytes");
        }
        int end = FIXED_BYTES + addressBytes;
        if (length < end) {
            return INCOMPLETE;
        }
        if (local || family == 0) {
            return new Found(null, end);
        }
        return new Found(source(bytes, family == 0x10 ? 4 : 16), end);
    }

    private static InetSocketAddress source(byte[] bytes, int octets) {
        int portAt = FIXED_BYTES + 2 * octets;
        int port = (bytes[portAt] & 0xff) << 8 | bytes[portAt + 1] & 0xff;
        try {
            InetAddress address =
                    InetAddress.getByAddress(Arrays.copyOfRange(bytes, FIXED_BYTES, FIXED_BYTES + octets));
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 octets are an address", e);
        }
    }

    private static Reading invalid(String what) {
        return new Invalid("invalid PROXY protocol header: " + what);
    }
}
