package io.vagus.transport.websocket;

import java.io.IOException;

/** Frames of WebSocket: any bytes end in a refusal or wait for more. */
public final class FramesFuzz {
    private FramesFuzz() {}

    public static void fuzzerTestOneInput(byte[] stream) {
        for (boolean masked : new boolean[] {true, false}) {
            WebSocketLink.Agreement agreement = new WebSocketLink.Agreement(true, masked, false, false);
            try {
                LinkInPieces.readAll(new WebSocketLink(new LinkInPieces(stream, 7), agreement, 1 << 16));
            } catch (IOException refused) {
                // It says what is wrong with the stream.
            }
        }
    }
}
