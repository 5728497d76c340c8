package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.base.Log;
import io.vagus.transport.InternalClient;
import io.vagus.transport.InternalMessage;

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
