package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.account.operator.OperatorAccount;
import io.vagus.account.sharing.Shares;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.Export;
import io.vagus.jetstream.monitor.JetStreamView;
import io.vagus.subject.SubjectMappings;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The accounts this server has in use, or one of them in detail: the control plane verifies a pushed JWT with it. */
final class Accountz {
    /** What the system account offers to all, with the kind of its answers. */
    private static final Map<String, String> SYSTEM_EXPORTS = new TreeMap<>(Map.of(
            "$SYS.REQ.ACCOUNT.*.CONNZ", "Streamed",
            "$SYS.REQ.ACCOUNT.*.STATZ", "Streamed",
            "$SYS.DEBUG.SUBSCRIBERS", "Singleton",
            "$SYS.REQ.USER.*.INFO", "Singleton"));

    /** Each account asks for streams as of a service of the system account, whether it may have any or not. */
    private static final String STREAM_API = "$JS.API.>";

    private final Monitored monitored;

    Accountz(Monitored monitored) {
        this.monitored = monitored;
    }

    /** @param account in detail; empty: the names of all */
    ObjectNode answer(String account) {
        ObjectNode answer = Json.object().put("server_id", monitored.serverId()).put("now", monitored.now());
        if (monitored.settings().get().systemAccount()) {
            answer.put("system_account", monitored.accounts().system().name());
        }
        if (account.isEmpty()) {
            ArrayNode names = answer.putArray("accounts");
            monitored.accounts().all().stream()
                    .filter(each -> each != monitored.accounts().system()
                            || monitored.settings().get().systemAccount())
                    .forEach(each -> names.add(each.name()));
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
        ObjectNode detail = Json.object().put("account_name", name).put("update_time", GoText.time(updated(state)));
        if (system) {
            detail.put("is_system", true);
        }
        detail.put("expired", state != null && state.expired())
                .put("complete", monitored.complete().test(name))
                .put("jetstream_enabled", hasJetStream(name))
                .put("leafnode_connections", 0)
                .put("client_connections", account.connections())
                .put("subscriptions", account.interest().size());
        SubjectMappings mappings = account.mappings();
        if (mappings != null && !mappings.all().isEmpty()) {
            AccountShares.putMappings(detail, mappings);
        }
        Shares shares = monitored.shares().apply(name);
        putExports(detail, shares, state, system);
        putImports(detail, shares, name, system);
        if (state == null) {
            detail.put("name_tag", Connz.accountTag(account));
        } else {
            putClaims(detail, state);
        }
        putInterest(detail.putObject("sublist_stats"), List.of(account));
        return detail;
    }

    /** Accounts of the configuration are as old as what was read last. */
    private Instant updated(OperatorAccount.@Nullable State state) {
        return state == null ? monitored.settings().get().source().loaded() : state.updated();
    }

    private boolean hasJetStream(String account) {
        JetStreamView view = monitored.jetStream().get();
        return view != null && view.accounts().contains(account);
    }

    /** Interest is held without the cache that nats-server counts here; what loops remember of it is their own. */
    static void putInterest(ObjectNode into, Collection<Account> accounts) {
        long size = 0;
        long added = 0;
        long removed = 0;
        long matches = 0;
        for (Account account : accounts) {
            size += account.interest().size();
            added += account.interest().added();
            removed += account.interest().removed();
            matches += account.matches();
        }
        into.put("num_subscriptions", size)
                .put("num_cache", 0)
                .put("num_inserts", added)
                .put("num_removes", removed)
                .put("num_matches", matches)
                .put("cache_hit_rate", 0)
                .put("max_fanout", 0)
                .put("avg_fanout", 0);
    }

    private void putExports(ObjectNode detail, Shares shares, OperatorAccount.@Nullable State state, boolean system) {
        ArrayNode exports = Json.object().arrayNode();
        if (system && monitored.settings().get().systemAccount()) {
            if (monitored.jetStream().get() != null) {
                exports.addObject()
                        .put("subject", STREAM_API)
                        .put("type", "service")
                        .put("response_type", "Singleton");
            }
            SYSTEM_EXPORTS.forEach((subject, response) -> exports.addObject()
                    .put("subject", subject)
                    .put("type", "service")
                    .put("response_type", response));
        }
        if (shares.equals(Shares.NONE) && state != null) {
            putClaimed(exports, state.claims().exports());
        } else {
            AccountShares.putExports(exports, shares);
        }
        if (!exports.isEmpty()) {
            detail.set("exports", exports);
        }
    }

    private static void putClaimed(ArrayNode exports, List<Export> claimed) {
        for (Export export : claimed) {
            ObjectNode node = exports.addObject()
                    .put("subject", export.subject())
                    .put("type", export.kind() == Export.Kind.SERVICE ? "service" : "stream");
            Json.putPresent(node, "response_type", export.responseType());
        }
    }

    /** What the account takes from others, and what every account gets from the system account without asking. */
    private void putImports(ObjectNode detail, Shares shares, String name, boolean system) {
        ArrayNode imports = Json.object().arrayNode();
        AccountShares.putImports(imports, shares);
        if (monitored.settings().get().systemAccount()) {
            List<AccountService> services =
                    system ? List.of(AccountService.USER_INFO) : List.of(AccountService.values());
            if (!system && monitored.jetStream().get() != null) {
                putSystemImport(imports, STREAM_API, STREAM_API, true);
            }
            for (AccountService service : services) {
                putSystemImport(imports, service.target(name), service.subject(), service == AccountService.USER_INFO);
            }
        }
        if (!imports.isEmpty()) {
            detail.set("imports", imports);
        }
    }

    private void putSystemImport(ArrayNode imports, String subject, String local, boolean share) {
        ObjectNode node = imports.addObject()
                .put("subject", subject)
                .put("account", monitored.accounts().system().name())
                .put("to", local)
                .put("local_subject", local)
                .put("type", "service");
        AccountShares.putState(node, share);
    }

    private static void putClaims(ObjectNode detail, OperatorAccount.State state) {
        AccountClaims claims = state.claims();
        Json.putPresent(detail, "jwt", state.jwt());
        Json.putPresent(detail, "issuer_key", claims.issuer());
        detail.put("name_tag", claims.name().isEmpty() ? claims.subject() : claims.name());
        Json.putPresent(detail, "tags", claims.tags());
        if (!state.jwt().isEmpty()) {
            detail.set("decoded_jwt", DecodedClaims.of(claims));
        }
        if (!claims.revocations().isEmpty()) {
            ObjectNode revoked = detail.putObject("revoked_user");
            claims.revocations().forEach((user, until) -> revoked.put(user, GoText.time(Instant.ofEpochSecond(until))));
        }
    }
}
