package io.vagus.transport.websocket;

import java.io.IOException;

/** The peer broke the rules of WebSocket; it has been told, as far as that went. */
public final class WebSocketException extends IOException {
    private static final long serialVersionUID = 1;

    WebSocketException(String message) {
        super(message);
    }
}
