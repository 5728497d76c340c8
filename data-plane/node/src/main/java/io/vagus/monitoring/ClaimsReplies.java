package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.base.Log;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.transport.InternalClient;
import io.vagus.transport.InternalMessage;
import java.nio.charset.StandardCharsets;

/** What became of an account's JWT, told to who sent it and to the log. Source: nats-server server/accounts.go. */
final class ClaimsReplies {
    private static final int OK = 200;
    private static final int FAILED = 500;

    private final InternalClient system;
    private final ServerInfo serverInfo;
    private final Log log;

    ClaimsReplies(InternalClient system, ServerInfo serverInfo, Log log) {
        this.system = system;
        this.serverInfo = serverInfo;
        this.log = log;
    }

    /** What is done with the JWT of the account that it was sent for; whether anything was. */
    interface Applying {
        boolean apply(AccountClaims claims, String jwt) throws IdentityException;
    }

    /** Has a JWT applied that was sent for an account, if it is one of it, and tells what became of it. */
    void applied(InternalMessage message, String account, Applying applying) {
        if (message.payload().length == 0) {
            failed(message, account, "jwt update error - request body is empty");
            return;
        }
        String jwt = text(message);
        try {
            AccountClaims claims = Jwt.decode(jwt, AccountClaims.class);
            if (!claims.subject().equals(account)) {
                throw new IdentityException("subject does not match jwt content");
            }
            boolean applied = applying.apply(claims, jwt);
            succeeded(message, account, applied ? "jwt updated" : "jwt update skipped");
        } catch (IdentityException refused) {
            failed(message, account, "jwt update resulted in error - " + refused.getMessage());
        }
    }

    static String text(InternalMessage message) {
        return new String(message.payload(), StandardCharsets.ISO_8859_1);
    }

    /** A token of the subject, by its number. */
    static String token(InternalMessage message, int index) {
        return message.subject().split("\\.", -1)[index];
    }

    void succeeded(InternalMessage message, String account, String text) {
        log.debug(() -> text + " - " + account);
        ObjectNode answer = Json.object();
        answer.set("server", serverInfo.next());
        ObjectNode data = answer.putObject("data");
        Json.putPresent(data, "account", account);
        data.put("code", OK).put("message", text);
        send(message, answer);
    }

    void failed(InternalMessage message, String account, String text) {
        log.error(account.isEmpty() ? text : account + " - " + text);
        ObjectNode answer = Json.object();
        answer.set("server", serverInfo.next());
        ObjectNode error = answer.putObject("error");
        Json.putPresent(error, "account", account);
        error.put("code", FAILED).put("description", text);
        send(message, answer);
    }

    void send(InternalMessage message, ObjectNode answer) {
        if (message.reply() != null) {
            system.publish(message.reply(), null, null, Json.compact(answer));
        }
    }
}
