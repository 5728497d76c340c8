package io.vagus.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.operator.ClaimsSubjects;
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
    private final OperatorAccounts accounts;
    private final String systemAccount;
    private final InternalClient system;
    private final ServerInfo serverInfo;
    private final ResolverPeers peers;
    private final ClaimsReplies replies;
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
        this.replies = new ClaimsReplies(system, serverInfo, log);
        this.updateWords = kind() == JwtStore.Kind.CACHE ? "jwt update cache" : "jwt update";
    }

    private JwtStore.Kind kind() {
        return accounts.store().kind();
    }

    void start() {
        system.subscribe(
                "$SYS.REQ.ACCOUNT.*.CLAIMS.UPDATE", null, message -> update(message, ClaimsReplies.token(message, 3)));
        system.subscribe(
                "$SYS.ACCOUNT.*.CLAIMS.UPDATE", null, message -> update(message, ClaimsReplies.token(message, 2)));
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
        String jwt = ClaimsReplies.text(message);
        AccountClaims claims;
        try {
            claims = Jwt.decode(jwt, AccountClaims.class);
        } catch (IdentityException malformed) {
            String account = kind() == JwtStore.Kind.CACHE && expected != null ? expected : "n/a";
            replies.failed(message, account, updateWords + " resulted in error - " + malformed.getMessage());
            return;
        }
        String account = expected == null ? claims.subject() : expected;
        String problem = problem(claims, account, expected == null);
        if (problem != null) {
            replies.failed(message, problem.contains("validation failed") ? claims.subject() : account, problem);
        } else if (kind() == JwtStore.Kind.CACHE && accounts.find(account) == null) {
            replies.succeeded(message, account, "jwt update cache skipped");
        } else {
            store(message, account, jwt, claims);
        }
    }

    /** The real server looks at the same things in another order where the subject names no account. */
    private @Nullable String problem(AccountClaims claims, String account, boolean signerFirst) {
        String invalid = invalid(claims);
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

    private @Nullable String invalid(AccountClaims claims) {
        List<String> problems = claims.problems();
        String problem = problems.isEmpty()
                ? ClaimsSubjects.mappingProblem(claims)
                : "validation errors: [" + String.join(" ", problems) + "]";
        return problem == null
                ? null
                : (kind() == JwtStore.Kind.CACHE ? updateWords : "jwt") + " validation failed - " + problem;
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
            replies.succeeded(message, account, kind() == JwtStore.Kind.CACHE ? "jwt updated cache" : "jwt updated");
        } catch (JwtStoreException full) {
            replies.failed(message, account, updateWords + " resulted in error - " + full.getMessage());
        }
    }

    private void applyOnly(InternalMessage message, String account) {
        replies.applied(message, account, (claims, jwt) -> {
            boolean applied = accounts.applyIfKnown(account, jwt);
            if (applied) {
                accounts.audit().claimsChanged(claims, message.subject(), by(message));
            }
            return applied;
        });
    }

    private void lookup(InternalMessage message) {
        String account = ClaimsReplies.token(message, 3);
        if (message.reply() == null || peers.isOwn(message.reply()) || !Nkey.isValid(account, KeyKind.ACCOUNT)) {
            return;
        }
        String jwt = accounts.store().load(account);
        system.publish(
                message.reply(), null, null, jwt == null ? new byte[0] : jwt.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void list(InternalMessage message) {
        ObjectNode answer = Json.object();
        ArrayNode keys = answer.putArray("data");
        accounts.store().accountKeys().forEach(keys::add);
        answer.set("server", serverInfo.next());
        replies.send(message, answer);
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
            GenericClaims order = Jwt.decodeGeneric(ClaimsReplies.text(message));
            subject = order.subject();
            keys = accountsToDelete(order);
        } catch (IdentityException | MonitoringException refused) {
            replies.failed(message, "", "delete accounts request by " + subject + " failed - " + refused.getMessage());
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
            replies.succeeded(message, "", "deleted " + keys.size() + " accounts");
        } else {
            replies.failed(
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

    /** The user who sent it. */
    private static @Nullable String by(InternalMessage message) {
        InternalMessage.Sender sender = message.sender();
        return sender == null ? null : sender.info().user().authorizedUser();
    }
}
