package io.vagus.transport.websocket;

import io.vagus.protocol.HttpHead;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Requests to become a WebSocket: each is judged. */
public final class UpgradeFuzz {
    private static final WebSocketOptions OPTIONS = new WebSocketOptions(
            "localhost",
            0,
            null,
            null,
            true,
            List.of(new WebSocketOptions.Origin("https", "example.com", 443)),
            Duration.ZERO,
            true,
            new WebSocketOptions.Cookies("jwt", "user", "pass", "token"),
            WebSocketOptions.Access.NONE,
            Map.of(),
            null);

    private UpgradeFuzz() {}

    public static void fuzzerTestOneInput(byte[] head) {
        int end = HttpHead.end(head, 0, head.length);
        if (HttpHead.read(head, 0, end < 0 ? head.length : end) instanceof HttpHead read) {
            UpgradeRequest request = new UpgradeRequest(read);
            request.judge(OPTIONS);
            request.cookie("jwt");
        }
    }
}
