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
 * 'updated' answer says that the JWT is stored; whether it is in effect, {@code $SYS.REQ.ACCOUNT.<id>.INFO} tells. A
 * cache takes over only accounts in use; a resolver that keeps nothing itself puts updates of such accounts into effect.
 * Source: nats-server server/accounts.go.
 */
final class ClaimsService {
    private static final int OK = 200;
    private static final int FAILED = 500;

    private final OperatorAccounts accounts;
    private final String systemAccount;
    private final InternalClient system;
    private final ServerInfo serverInfo;
    private final ResolverPeers peers;
    private final Log log;
    private final String updateWords;

    ClaimsService(
            OperatorAccounts accounts,
            String systemAccount,
            InternalClient system,
            ServerInfo serverInfo,
            ResolverPeers peers,
            Log log) {
        this.accounts = accounts;
        this.systemAccount = systemAccount;
        this.system = system;
        this.serverInfo = serverInfo;
        this.peers = peers;
        this.log = log;
        this.updateWords = kind() == JwtStore.Kind.CACHE ? "jwt update cache" : "jwt update";
    }

    private JwtStore.Kind kind() {
        return accounts.store().kind();
    }

    void start() {
        system.subscribe("$SYS.REQ.ACCOUNT.*.CLAIMS.UPDATE", null, message -> update(message, token(message, 3)));
        system.subscribe("$SYS.ACCOUNT.*.CLAIMS.UPDATE", null, message -> update(message, token(message, 2)));
        if (kind() != JwtStore.Kind.FULL && kind() != JwtStore.Kind.CACHE) {
            return;
        }
        system.subscribe("$SYS.REQ.CLAIMS.UPDATE", null, message -> update(message, null));
        system.subscribe("$SYS.REQ.CLAIMS.LIST", null, this::list);
        system.subscribe("$SYS.REQ.CLAIMS.DELETE", null, this::delete);
        if (kind() == JwtStore.Kind.FULL) {
            system.subscribe("$SYS.REQ.ACCOUNT.*.CLAIMS.LOOKUP", null, this::lookup);
            system.subscribe(ResolverPeers.PACK, "responder", this::pack);
        }
    }

    /** @param expected the account of the subject; null when the subject names none */
    private void update(InternalMessage message, @Nullable String expected) {
        if (kind() == JwtStore.Kind.MEMORY || kind() == JwtStore.Kind.REMOTE) {
            applyOnly(message, String.valueOf(expected));
            return;
        }
        String jwt = text(message);
        AccountClaims claims;
        try {
            claims = Jwt.decode(jwt, AccountClaims.class);
        } catch (IdentityException malformed) {
            String account = kind() == JwtStore.Kind.CACHE && expected != null ? expected : "n/a";
            failed(message, account, updateWords + " resulted in error - " + malformed.getMessage());
            return;
        }
        String account = expected == null ? claims.subject() : expected;
        String problem = problem(claims, account, expected == null);
        if (problem != null) {
            failed(message, problem.contains("validation failed") ? claims.subject() : account, problem);
        } else if (kind() == JwtStore.Kind.CACHE && accounts.find(account) == null) {
            succeeded(message, account, "jwt update cache skipped");
        } else {
            store(message, account, jwt, claims);
        }
    }

    /** The real server looks at the same things in another order where the subject names no account. */
    private @Nullable String problem(AccountClaims claims, String account, boolean signerFirst) {
        String invalid = claims.problems().isEmpty()
                ? null
                : (kind() == JwtStore.Kind.CACHE ? updateWords : "jwt") + " validation failed - validation errors: ["
                        + String.join(" ", claims.problems()) + "]";
        String signer = accounts.operators().requiresSigningKey(claims.issuer())
                ? updateWords + " resulted in error - operator requires issuer to be a signing key"
                : null;
        String mismatch = claims.subject().equals(account)
                ? null
                : updateWords + " resulted in error - subject does not match jwt content";
        boolean cache = kind() == JwtStore.Kind.CACHE;
        if (cache || signerFirst) {
            boolean unknown = cache && accounts.find(account) == null;
            return first(mismatch, signer, unknown ? null : invalid);
        }
        return first(invalid, mismatch, signer);
    }

    private static @Nullable String first(@Nullable String... problems) {
        for (String problem : problems) {
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private void store(InternalMessage message, String account, String jwt, AccountClaims claims) {
        try {
            accounts.store(account, jwt);
            accounts.audit().claimsChanged(claims, message.subject(), by(message));
            succeeded(message, account, kind() == JwtStore.Kind.CACHE ? "jwt updated cache" : "jwt updated");
        } catch (JwtStoreException full) {
            failed(message, account, updateWords + " resulted in error - " + full.getMessage());
        }
    }

    private void applyOnly(InternalMessage message, String account) {
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
            boolean applied = accounts.applyIfKnown(account, jwt);
            if (applied) {
                accounts.audit().claimsChanged(claims, message.subject(), by(message));
            }
            succeeded(message, account, applied ? "jwt updated" : "jwt update skipped");
        } catch (IdentityException refused) {
            failed(message, account, "jwt update resulted in error - " + refused.getMessage());
        }
    }

    private void lookup(InternalMessage message) {
        if (message.reply() == null || peers.isOwn(message.reply())) {
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
        if (reply == null || peers.isOwn(reply)) {
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
                if (accounts.delete(key)) {
                    accounts.audit().accountDeleted(key, subject, message.subject(), by(message));
                }
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

    /** The user who sent it. */
    private static @Nullable String by(InternalMessage message) {
        InternalMessage.Sender sender = message.sender();
        return sender == null ? null : sender.info().user().authorizedUser();
    }

    private static String text(InternalMessage message) {
        return new String(message.payload(), StandardCharsets.ISO_8859_1);
    }

    private static String token(InternalMessage message, int index) {
        return message.subject().split("\\.", -1)[index];
    }
}
