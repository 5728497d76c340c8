package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.account.operator.OperatorAccount;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.Export;
import java.time.Instant;

/** The accounts this server has in use, or one of them in detail: the control plane verifies a pushed JWT with it. */
final class Accountz {
    /** How a time that never was is written. */
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private final Monitored monitored;

    Accountz(Monitored monitored) {
        this.monitored = monitored;
    }

    /** @param account in detail; empty: the names of all */
    ObjectNode answer(String account) {
        ObjectNode answer = Json.object()
                .put("server_id", monitored.serverId())
                .put("now", monitored.now())
                .put("system_account", monitored.accounts().system().name());
        if (account.isEmpty()) {
            ArrayNode names = answer.putArray("accounts");
            monitored.accounts().all().forEach(each -> names.add(each.name()));
        } else {
            answer.set("account_detail", detail(account));
        }
        return answer;
    }

    /** @throws MonitoringException when the account is not in use here */
    ObjectNode detail(String name) {
        Account account = monitored.accounts().find(name);
        if (account == null) {
            throw new MonitoringException("Account " + name + " does not exist");
        }
        OperatorAccount operatorAccount = monitored.operatorAccount(name);
        OperatorAccount.State state = operatorAccount == null ? null : operatorAccount.state();
        boolean system = account == monitored.accounts().system();
        ObjectNode detail = Json.object()
                .put("account_name", name)
                .put("update_time", state == null ? NEVER : GoText.time(state.updated()));
        if (system) {
            detail.put("is_system", true);
        }
        detail.put("expired", state != null && state.expired())
                .put("complete", true)
                .put("jetstream_enabled", false)
                .put("leafnode_connections", 0)
                .put("client_connections", account.connections())
                .put("subscriptions", account.subscriptions());
        if (state != null) {
            putExports(detail, state.claims());
        }
        if (!system) {
            putImports(detail, name);
        }
        if (state != null) {
            putClaims(detail, state);
        }
        putInterest(detail.putObject("sublist_stats"), account.subscriptions());
        return detail;
    }

    /** Interest is held without the cache that nats-server counts here. */
    static void putInterest(ObjectNode into, long subscriptions) {
        into.put("num_subscriptions", subscriptions)
                .put("num_cache", 0)
                .put("num_inserts", 0)
                .put("num_removes", 0)
                .put("num_matches", 0)
                .put("cache_hit_rate", 0)
                .put("max_fanout", 0)
                .put("avg_fanout", 0);
    }

    private static void putExports(ObjectNode detail, AccountClaims claims) {
        if (claims.exports().isEmpty()) {
            return;
        }
        ArrayNode exports = detail.putArray("exports");
        for (Export export : claims.exports()) {
            ObjectNode node = exports.addObject()
                    .put("subject", export.subject())
                    .put("type", export.kind() == Export.Kind.SERVICE ? "service" : "stream");
            Json.putPresent(node, "response_type", export.responseType());
        }
    }

    /** What every account gets from the system account without asking. */
    private void putImports(ObjectNode detail, String name) {
        ArrayNode imports = detail.putArray("imports");
        for (AccountService service : AccountService.values()) {
            imports.addObject()
                    .put("subject", service.target(name))
                    .put("account", monitored.accounts().system().name())
                    .put("to", service.subject())
                    .put("local_subject", service.subject())
                    .put("type", "service")
                    .put("invalid", false)
                    .put("share", service == AccountService.USER_INFO)
                    .put("tracking", false);
        }
    }

    private static void putClaims(ObjectNode detail, OperatorAccount.State state) {
        AccountClaims claims = state.claims();
        Json.putPresent(detail, "jwt", state.jwt());
        Json.putPresent(detail, "issuer_key", claims.issuer());
        detail.put("name_tag", claims.name().isEmpty() ? claims.subject() : claims.name());
        Json.putPresent(detail, "tags", claims.tags());
        detail.set("decoded_jwt", claims.toJson());
        if (!claims.revocations().isEmpty()) {
            ObjectNode revoked = detail.putObject("revoked_user");
            claims.revocations().forEach((user, until) -> revoked.put(user, GoText.time(Instant.ofEpochSecond(until))));
        }
    }
}
