package io.vagus.protocol;

import org.jspecify.annotations.Nullable;

/** What a client can do wrong on the wire, the text it is told (null: nothing), and what monitoring shows. Each ends the connection. */
public enum ProtocolError {
    UNKNOWN_OPERATION("Unknown Protocol Operation", ClosedReason.PROTOCOL_VIOLATION),
    BAD_ARGUMENTS(null, ClosedReason.PROTOCOL_VIOLATION),
    CONTROL_LINE_TOO_LONG("maximum control line exceeded", ClosedReason.MAX_CONTROL_LINE_EXCEEDED),
    PAYLOAD_TOO_LARGE("Maximum Payload Violation", ClosedReason.MAX_PAYLOAD_EXCEEDED),
    HEADERS_NOT_AGREED(null, ClosedReason.PROTOCOL_VIOLATION),
    NOT_AUTHENTICATED("Authorization Violation", ClosedReason.AUTHENTICATION_VIOLATION);

    private final @Nullable String text;
    private final ClosedReason closedReason;

    ProtocolError(@Nullable String text, ClosedReason closedReason) {
        this.text = text;
        this.closedReason = closedReason;
    }

    public @Nullable String text() {
        return text;
    }

    public ClosedReason closedReason() {
        return closedReason;
    }
}
