package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Permissions;
import io.vagus.base.Clock;
import io.vagus.transport.ConnectionInfo;
import io.vagus.transport.InternalMessage;
import java.time.Duration;
import java.time.Instant;

/** Who somebody is to this server, and what it may do: the answer to {@code $SYS.REQ.USER.INFO}. */
final class UserInfo {
    private UserInfo() {}

    static ObjectNode of(InternalMessage.Sender sender, boolean named, Clock clock) {
        ConnectionInfo connection = sender.info();
        String user = named ? connection.user().authorizedUser() : null;
        String account = connection.account();
        ObjectNode data =
                Json.object().put("user", user == null ? "" : user).put("account", account == null ? "" : account);
        Json.putPresent(
                data,
                "account_name",
                connection.accountNameTag() == null ? connection.account() : connection.accountNameTag());
        Json.putPresent(data, "user_name", named ? connection.user().nameTag() : null);
        putPermissions(data, sender.permissions());
        Instant expires = sender.expires();
        if (expires != null) {
            long seconds = Math.max(0, Duration.between(clock.now(), expires).toSeconds());
            Json.putPresent(data, "expires", Duration.ofSeconds(seconds).toNanos());
        }
        return data;
    }

    private static void putPermissions(ObjectNode data, Permissions permissions) {
        if (permissions.allowsEverything()) {
            return;
        }
        ObjectNode node = data.putObject("permissions");
        putRules(node.putObject("publish"), permissions.publish());
        putRules(node.putObject("subscribe"), permissions.subscribe());
        Permissions.Responses responses = permissions.responses();
        if (responses != null) {
            node.putObject("responses")
                    .put("max", responses.maxMessages())
                    .put("ttl", responses.timeToLive().toNanos());
        }
    }

    private static void putRules(ObjectNode node, Permissions.Rules rules) {
        Json.putPresent(node, "allow", rules.allow());
        Json.putPresent(node, "deny", rules.deny());
    }
}
