package io.vagus.monitoring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vagus.base.Log;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
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
        system.subscribe("$SYS.REQ.ACCOUNT.*.CLAIMS.UPDATE", null, message -> update(message, 3));
        system.subscribe("$SYS.ACCOUNT.*.CLAIMS.UPDATE", null, message -> update(message, 2));
    }

    private void update(InternalMessage message, int accountToken) {
        String account = message.subject().split("\\.", -1)[accountToken];
        if (message.payload().length == 0) {
            replies.failed(message, account, "jwt update error - request body is empty");
            return;
        }
        try {
            AccountClaims claims = Jwt.decode(new String(message.payload(), ISO_8859_1), AccountClaims.class);
            if (!claims.subject().equals(account)) {
                throw new IdentityException("subject does not match jwt content");
            }
            replies.succeeded(message, account, "jwt update skipped");
        } catch (IdentityException refused) {
            replies.failed(message, account, "jwt update resulted in error - " + refused.getMessage());
        }
    }
}
