package io.vagus.monitoring;

import io.vagus.base.Log;
import io.vagus.transport.InternalClient;
import io.vagus.transport.InternalMessage;

/**
 * What a server without an operator makes of account JWTs that are sent to it: its accounts are those of its configuration, so
 * all are passed over. Source: nats-server server/events.go.
 */
final class UnclaimedAccounts {
    private final InternalClient system;
    private final ClaimsReplies replies;

    UnclaimedAccounts(InternalClient system, ServerInfo serverInfo, Log log) {
        this.system = system;
        this.replies = new ClaimsReplies(system, serverInfo, log);
    }

    void start() {
        system.subscribe("$SYS.REQ.ACCOUNT.*.CLAIMS.UPDATE", null, message -> passOver(message, 3));
        system.subscribe("$SYS.ACCOUNT.*.CLAIMS.UPDATE", null, message -> passOver(message, 2));
    }

    private void passOver(InternalMessage message, int accountToken) {
        replies.applied(message, ClaimsReplies.token(message, accountToken), (claims, jwt) -> false);
    }
}
