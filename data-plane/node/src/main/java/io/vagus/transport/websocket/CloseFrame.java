package io.vagus.transport.websocket;

import io.vagus.protocol.ClosedReason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Payloads of close frames (RFC 6455, section 7.4). Which reason has which status is as in nats-server. */
final class CloseFrame {

    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int INVALID_PAYLOAD = 1007;
    private static final int POLICY_VIOLATION = 1008;
    private static final int TOO_BIG = 1009;
    private static final int INTERNAL_ERROR = 1011;
    private static final int TLS_HANDSHAKE = 1015;

    private CloseFrame() {}

    static byte[] of(ClosedReason reason) {
        int status = switch (reason) {
            case CLIENT_CLOSED -> NORMAL;
            case AUTHENTICATION_TIMEOUT,
                    AUTHENTICATION_VIOLATION,
                    SLOW_CONSUMER_PENDING_BYTES,
                    SLOW_CONSUMER_WRITE_DEADLINE,
                    MAX_ACCOUNT_CONNECTIONS_EXCEEDED,
                    MAX_CONNECTIONS_EXCEEDED,
                    MAX_CONTROL_LINE_EXCEEDED,
                    MAX_SUBSCRIPTIONS_EXCEEDED,
                    MISSING_ACCOUNT,
                    AUTHENTICATION_EXPIRED,
                    CREDENTIALS_REVOKED -> POLICY_VIOLATION;
            case TLS_HANDSHAKE_ERROR -> TLS_HANDSHAKE;
            case PARSE_ERROR, PROTOCOL_VIOLATION, BAD_CLIENT_PROTOCOL_VERSION -> PROTOCOL_ERROR;
            case MAX_PAYLOAD_EXCEEDED -> TOO_BIG;
            case WRITE_ERROR, READ_ERROR, STALE_CONNECTION, SERVER_SHUTDOWN -> GOING_AWAY;
            default -> INTERNAL_ERROR;
        };
        return of(status, reason.text());
    }

    /** The peer broke the rules. */
    static byte[] protocolError(String text) {
        return of(PROTOCOL_ERROR, text);
    }

    /** What answers a close frame; empty for one that says nothing. Errors: {@link WebSocketException}. */
    static byte[] answerTo(byte[] payload) throws WebSocketException {
        if (payload.length == 0) {
            return payload;
        }
        if (payload.length == 1) {
            throw new WebSocketException("close frame payload cannot be 1 byte");
        }
        int status = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        if (!isValid(status)) {
            throw new WebSocketException("invalid close status code " + status);
        }
        String body = body(payload);
        return body == null ? of(INVALID_PAYLOAD, "invalid utf8 body in close frame") : of(status, body);
    }

    private static @Nullable String body(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload, 2, payload.length - 2))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isValid(int status) {
        boolean reserved = status == 1004 || status == 1005 || status == 1006 || status == TLS_HANDSHAKE;
        return !reserved && status >= 1000 && status < 5000 && (status < 1016 || status > 2999);
    }

    private static byte[] of(int status, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        int most = FrameReader.MAX_CONTROL_BYTES - 2;
        if (body.length > most) {
            body = Arrays.copyOf(body, most);
            Arrays.fill(body, most - 3, most, (byte) '.');
        }
        byte[] payload = new byte[body.length + 2];
        payload[0] = (byte) (status >>> 8);
        payload[1] = (byte) status;
        System.arraycopy(body, 0, payload, 2, body.length);
        return payload;
    }
}
