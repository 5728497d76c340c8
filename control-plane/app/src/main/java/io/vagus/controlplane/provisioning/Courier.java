package io.vagus.controlplane.provisioning;

import io.vagus.controlplane.accounts.NodeResult;
import io.vagus.controlplane.operator.Operator;
import io.vagus.controlplane.provisioning.AccountTokens.Push;
import io.vagus.controlplane.provisioning.Nodes.AccountInfo;
import io.vagus.controlplane.provisioning.Nodes.Answer;
import io.vagus.controlplane.telemetry.Tracing;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    private final Steps steps;
    private final Tracing tracing;

    Courier(Nodes nodes, Operator operator, Steps steps, Tracing tracing) {
        this.nodes = nodes;
        this.operator = operator;
        this.steps = steps;
        this.tracing = tracing;
    }

    Delivered deliver(String accountKey, Push push) {
        Set<String> servers = new TreeSet<>(nodes.servers());
        if (servers.isEmpty()) {
            return new Delivered.Unreachable();
        }
        Map<String, Answer> answers = tracing.asking("nodes take the token", () -> nodes.update(push.jwt()));
        List<NodeResult> results = new ArrayList<>();
        for (String server : servers) {
            results.add(
                    switch (answers.get(server)) {
                        case null -> failed(server, "did not answer");
                        case Answer.Refused refused -> failed(server, "refused: " + refused.reason());
                        case Answer.Accepted accepted -> new NodeResult(server, true, null);
                    });
        }
        if (results.stream().allMatch(NodeResult::applied)) {
            steps.reached(Steps.Step.PUSHED, accountKey);
            results = push.deletes()
                    ? tracing.asking("nodes delete", () -> delete(accountKey, servers))
                    : tracing.asking("nodes prove it", () -> verify(accountKey, push.jwt(), servers));
        }
        List<NodeResult> all = List.copyOf(results);
        all.stream().filter(each -> !each.applied()).findFirst().ifPresent(each -> Tracing.failed("not everywhere"));
        return all.stream()
                .filter(result -> !result.applied())
                .findFirst()
                .<Delivered>map(first -> new Delivered.Failed("node " + first.node() + " " + first.reason(), all))
                .orElseGet(() -> new Delivered.Everywhere(all));
    }

    /** Nobody gets in by now; a server that may not delete keeps a closed account, which is as good. */
    private List<NodeResult> delete(String accountKey, Set<String> servers) {
        Map<String, Answer> answers = nodes.delete(operator.deletion(accountKey));
        List<NodeResult> results = new ArrayList<>();
        for (String server : servers) {
            if (answers.get(server) instanceof Answer.Refused refused) {
                LOG.infof("Node %s keeps deleted account %s, closed: %s", server, accountKey, refused.reason());
            }
            results.add(
                    answers.get(server) == null
                            ? failed(server, "did not answer")
                            : new NodeResult(server, true, null));
        }
        return results;
    }

    /**
     * A server that has not loaded the account, since nobody used it yet, has the token on its disk. What is on disks is told
     * without saying on whose, so all have to have it.
     */
    private List<NodeResult> verify(String accountKey, String jwt, Set<String> servers) {
        Map<String, AccountInfo> infos = nodes.info(accountKey);
        boolean storedByAll = infos.values().stream().anyMatch(info -> info.jwt() == null)
                && nodes.lookup(accountKey).stream().filter(jwt::equals).count() >= servers.size();
        List<NodeResult> results = new ArrayList<>();
        for (String server : servers) {
            AccountInfo info = infos.get(server);
            if (info == null) {
                results.add(failed(server, "did not answer for the account"));
            } else if (info.jwt() == null ? !storedByAll : !info.jwt().equals(jwt)) {
                results.add(failed(server, "works with another version of the account"));
            } else if (info.expired()) {
                results.add(failed(server, "takes the account for expired"));
            } else {
                results.add(new NodeResult(server, true, null));
            }
        }
        return results;
    }

    private static NodeResult failed(String server, String reason) {
        return new NodeResult(server, false, reason);
    }
}
