package io.vagus.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.operator.JwtStore;
import io.vagus.account.operator.JwtStore.JwtStoreException;
import io.vagus.account.operator.OperatorAccounts;
import io.vagus.base.Log;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.GenericClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import io.vagus.transport.InternalClient;
import io.vagus.transport.InternalMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a control plane changes accounts: the resolver's subjects in the system account, with nats-server's answers. An
 * 'updated' answer says that the JWT is stored; whether it is in effect, {@code $SYS.REQ.ACCOUNT.<id>.INFO} tells.
 * Source: nats-server server/accounts.go.
 */
final class ClaimsService {
    private static final int OK = 200;
    private static final int FAILED = 500;

    private final OperatorAccounts accounts;
    private final String systemAccount;
    private final InternalClient system;
    private final ServerInfo serverInfo;
    private final Log log;

    ClaimsService(
            OperatorAccounts accounts, String systemAccount, InternalClient system, ServerInfo serverInfo, Log log) {
        this.accounts = accounts;
        this.systemAccount = systemAccount;
        this.system = system;
        this.serverInfo = serverInfo;
        this.log = log;
    }

    void start() {
        system.subscribe("$SYS.REQ.CLAIMS.UPDATE", null, message -> update(message, null));
        system.subscribe("$SYS.REQ.ACCOUNT.*.CLAIMS.UPDATE", null, message -> update(message, token(message, 3)));
        system.subscribe("$SYS.ACCOUNT.*.CLAIMS.UPDATE", null, message -> update(message, token(message, 2)));
        system.subscribe("$SYS.REQ.ACCOUNT.*.CLAIMS.LOOKUP", null, this::lookup);
        system.subscribe("$SYS.REQ.CLAIMS.LIST", null, this::list);
        system.subscribe("$SYS.REQ.CLAIMS.PACK", "responder", this::pack);
        system.subscribe("$SYS.REQ.CLAIMS.DELETE", null, this::delete);
    }

    /** @param expected the account of the subject; null when the subject names none */
    private void update(InternalMessage message, @Nullable String expected) {
        String jwt = text(message);
        AccountClaims claims;
        try {
            claims = Jwt.decode(jwt, AccountClaims.class);
        } catch (IdentityException malformed) {
            failed(message, "n/a", "jwt update resulted in error - " + malformed.getMessage());
            return;
        }
        String account = expected == null ? claims.subject() : expected;
        List<String> problems = claims.problems();
        if (!problems.isEmpty()) {
            failed(
                    message,
                    claims.subject(),
                    "jwt validation failed - validation errors: [" + String.join(" ", problems) + "]");
        } else if (!claims.subject().equals(account)) {
            failed(message, account, "jwt update resulted in error - subject does not match jwt content");
        } else if (accounts.operators().requiresSigningKey(claims.issuer())) {
            failed(message, account, "jwt update resulted in error - operator requires issuer to be a signing key");
        } else {
            store(message, account, jwt);
        }
    }

    private void store(InternalMessage message, String account, String jwt) {
        try {
            accounts.store(account, jwt);
            succeeded(message, account, "jwt updated");
        } catch (JwtStoreException full) {
            failed(message, account, "jwt update resulted in error - " + full.getMessage());
        }
    }

    private void lookup(InternalMessage message) {
        if (message.reply() == null) {
            return;
        }
        String jwt = accounts.store().load(token(message, 3));
        system.publish(
                message.reply(), null, null, jwt == null ? new byte[0] : jwt.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void list(InternalMessage message) {
        ObjectNode answer = Json.object();
        ArrayNode keys = answer.putArray("data");
        accounts.store().accountKeys().forEach(keys::add);
        answer.set("server", serverInfo.next());
        reply(message, answer);
    }

    /** Another server asks for all JWTs, unless it has the same. */
    private void pack(InternalMessage message) {
        String reply = message.reply();
        if (reply == null) {
            return;
        }
        JwtStore store = accounts.store();
        if (!Arrays.equals(store.hash(), message.payload())) {
            for (String account : store.accountKeys()) {
                String jwt = store.load(account);
                if (jwt != null) {
                    system.publish(reply, null, null, (account + "|" + jwt).getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        }
        system.publish(reply, null, null, new byte[0]);
    }

    private void delete(InternalMessage message) {
        String subject = "";
        List<String> keys;
        try {
            GenericClaims order = Jwt.decodeGeneric(text(message));
            subject = order.subject();
            keys = accountsToDelete(order);
        } catch (IdentityException | MonitoringException refused) {
            failed(message, "", "delete accounts request by " + subject + " failed - " + refused.getMessage());
            return;
        }
        List<String> problems = new ArrayList<>();
        for (String key : keys) {
            try {
                accounts.delete(key);
            } catch (JwtStoreException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (problems.isEmpty()) {
            succeeded(message, "", "deleted " + keys.size() + " accounts");
        } else {
            failed(
                    message,
                    "",
                    "deleted " + (keys.size() - problems.size()) + " accounts, failed for " + problems.size() + " - "
                            + String.join("\n", problems));
        }
    }

    private List<String> accountsToDelete(GenericClaims order) {
        if (accounts.store().deleteMode() == JwtStore.DeleteMode.REFUSED) {
            throw new MonitoringException("delete must be enabled in server config");
        }
        if (!order.isSelfSigned()) {
            throw new MonitoringException("not self signed");
        }
        if (!accounts.operators().mayDelete(order.issuer())) {
            throw new MonitoringException("not trusted");
        }
        JsonNode list = order.data().path("accounts");
        if (!list.isArray()) {
            throw new MonitoringException("malformed request");
        }
        List<String> keys = new ArrayList<>();
        for (JsonNode key : list) {
            if (!key.isTextual() || !Nkey.isValid(key.textValue(), KeyKind.ACCOUNT)) {
                throw new MonitoringException("malformed request");
            }
            if (key.textValue().equals(systemAccount)) {
                throw new MonitoringException("not allowed to delete system account");
            }
            keys.add(key.textValue());
        }
        return keys;
    }

    private void succeeded(InternalMessage message, String account, String text) {
        log.debug(() -> text + " - " + account);
        ObjectNode answer = Json.object();
        answer.set("server", serverInfo.next());
        ObjectNode data = answer.putObject("data");
        Json.putPresent(data, "account", account);
        data.put("code", OK).put("message", text);
        reply(message, answer);
    }

    private void failed(InternalMessage message, String account, String text) {
        log.error(account.isEmpty() ? text : account + " - " + text);
        ObjectNode answer = Json.object();
        answer.set("server", serverInfo.next());
        ObjectNode error = answer.putObject("error");
        Json.putPresent(error, "account", account);
        error.put("code", FAILED).put("description", text);
        reply(message, answer);
    }

    private void reply(InternalMessage message, ObjectNode answer) {
        if (message.reply() != null) {
            system.publish(message.reply(), null, null, Json.compact(answer));
        }
    }

    private static String text(InternalMessage message) {
        return new String(message.payload(), StandardCharsets.ISO_8859_1);
    }

    private static String token(InternalMessage message, int index) {
        return message.subject().split("\\.", -1)[index];
    }
}
