package io.vagus.controlplane.provisioning;

import io.vagus.controlplane.operator.Operator;
import io.vagus.controlplane.provisioning.AccountTokens.Push;
import io.vagus.controlplane.provisioning.Nodes.AccountInfo;
import io.vagus.controlplane.provisioning.Nodes.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Gives an account's token to every known server and has each prove that it works with it: a server answers "updated" for a
 * token that it stores and then ignores.
 */
@ApplicationScoped
class Courier {

    private static final Logger LOG = Logger.getLogger(Courier.class);

    private final Nodes nodes;
    private final Operator operator;

    Courier(Nodes nodes, Operator operator) {
        this.nodes = nodes;
        this.operator = operator;
    }

    Delivered deliver(String accountKey, Push push) {
        Set<String> servers = nodes.servers();
        if (servers.isEmpty()) {
            return new Delivered.Unreachable();
        }
        Map<String, Answer> answers = nodes.update(push.jwt());
        for (String server : servers) {
            switch (answers.get(server)) {
                case null -> {
                    return new Delivered.Failed("node " + server + " did not answer");
                }
                case Answer.Refused refused -> {
                    return new Delivered.Failed("node " + server + " refused: " + refused.reason());
                }
                case Answer.Accepted accepted -> {}
            }
        }
        return push.deletes() ? delete(accountKey, servers) : verify(accountKey, push.jwt(), servers);
    }

    /** Nobody gets in by now; a server that may not delete keeps a closed account, which is as good. */
    private Delivered delete(String accountKey, Set<String> servers) {
        Map<String, Answer> answers = nodes.delete(operator.deletion(accountKey));
        for (String server : servers) {
            if (answers.get(server) == null) {
                return new Delivered.Failed("node " + server + " did not answer");
            }
            if (answers.get(server) instanceof Answer.Refused refused) {
                LOG.infof("Node %s keeps deleted account %s, closed: %s", server, accountKey, refused.reason());
            }
        }
        return new Delivered.Everywhere();
    }

    private Delivered verify(String accountKey, String jwt, Set<String> servers) {
        Map<String, AccountInfo> infos = nodes.info(accountKey);
        for (String server : servers) {
            AccountInfo info = infos.get(server);
            if (info == null) {
                return new Delivered.Failed("node " + server + " did not answer for the account");
            }
            if (info.jwt() == null && !nodes.lookup(accountKey).contains(jwt)
                    || info.jwt() != null && !info.jwt().equals(jwt)) {
                return new Delivered.Failed("node " + server + " works with another version of the account");
            }
            if (info.expired()) {
                return new Delivered.Failed("node " + server + " takes the account for expired");
            }
        }
        return new Delivered.Everywhere();
    }
}
