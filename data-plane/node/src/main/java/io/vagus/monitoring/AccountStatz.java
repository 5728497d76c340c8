package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.account.Traffic;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Connections and traffic by account: what usage is metered from. */
final class AccountStatz {
    private final Monitored monitored;

    AccountStatz(Monitored monitored) {
        this.monitored = monitored;
    }

    /**
     * @param names only these accounts; empty: all
     * @param includeUnused accounts without connections too
     */
    ObjectNode answer(List<String> names, boolean includeUnused) {
        ObjectNode answer = Json.object().put("server_id", monitored.serverId()).put("now", monitored.now());
        ArrayNode accounts = answer.putArray("account_statz");
        chosen(names).stream()
                .filter(account -> includeUnused || account.connections() > 0)
                .forEach(account -> accounts.add(put(Json.object(), account)));
        return answer;
    }

    /** Adds the account's numbers to an answer or an event. */
    static ObjectNode put(ObjectNode into, Account account) {
        Traffic traffic = account.traffic();
        into.put("acc", account.name())
                .put("name", Connz.accountTag(account))
                .put("conns", account.connections())
                .put("leafnodes", 0)
                .put("total_conns", account.connections())
                .put("num_subscriptions", account.interest().size());
        byPeerKind(into.putObject("sent"), traffic.outMessages(), traffic.outBytes());
        byPeerKind(into.putObject("received"), traffic.inMessages(), traffic.inBytes());
        return into.put("slow_consumers", account.slowConsumers());
    }

    private static void byPeerKind(ObjectNode node, long messages, long bytes) {
        Statsz.messages(node, messages, bytes);
        for (String peer : new String[] {"gateways", "routes", "leafs"}) {
            Statsz.messages(node.putObject(peer), 0, 0);
        }
    }

    private Collection<Account> chosen(List<String> names) {
        return names.isEmpty()
                ? monitored.accounts().all()
                : names.stream()
                        .map(monitored.accounts()::find)
                        .filter(Objects::nonNull)
                        .toList();
    }
}
