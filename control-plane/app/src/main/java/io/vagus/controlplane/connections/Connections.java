package io.vagus.controlplane.connections;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.AccountGate;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.provisioning.Nodes;
import io.vagus.controlplane.provisioning.Nodes.NodeConnection;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.users.UserNames;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the nodes who is connected, and has them close connections. Nodes are asked on threads that may block, outside of any transaction. */
@ApplicationScoped
public class Connections {

    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Database database;
    private final Nodes nodes;
    private final AccountGate gate;
    private final UserNames names;
    private final AuditLog audit;

    Connections(Database database, Nodes nodes, AccountGate gate, UserNames names, AuditLog audit) {
        this.database = database;
        this.nodes = nodes;
        this.gate = gate;
        this.names = names;
        this.audit = audit;
    }

    /** Those of the account, or of one of its users only. */
    public Uni<ClientConnections> now(Caller caller, UUID accountId, @Nullable UUID userId) {
        Action action = Action.of("connection.list", "account", accountId);
        return database.inTransaction(work -> gate.enter(work, caller, accountId, Right.READ, action))
                .flatMap(account -> ask(() -> nodes.connections(account.publicKey())))
                .flatMap(answers -> database.inTransaction(
                                work -> gate.enter(work, caller, accountId, Right.READ, action)
                                        .chain(() -> names.of(work, accountId, keys(answers))))
                        .map(known -> new ClientConnections(
                                shown(answers, known, userId), nodes.servers().size(), answers.size())));
    }

    /** Closes a connection of the account; its client may come again at once. */
    public Uni<Void> kick(Caller caller, UUID accountId, String node, long cid) {
        Action action = Action.of("connection.kick", "account", accountId);
        return database.inTransaction(work -> gate.enter(work, caller, accountId, Right.OPERATE, action)
                        .call(account -> audit.done(work, caller, account.teamId(), action, cid + " on " + node)))
                .flatMap(account ->
                        ask(() -> nodes.connections(account.publicKey()).getOrDefault(node, List.of()).stream()
                                        .anyMatch(connection -> connection.cid() == cid)
                                && nodes.kick(node, cid)))
                .invoke(done -> {
                    if (!done) {
                        throw ProblemException.notFound();
                    }
                })
                .replaceWithVoid();
    }

    private <T> Uni<T> ask(Supplier<T> question) {
        return Uni.createFrom().item(question).runSubscriptionOn(threads);
    }

    private static Set<String> keys(Map<String, List<NodeConnection>> answers) {
        return answers.values().stream()
                .flatMap(List::stream)
                .map(NodeConnection::userKey)
                .collect(Collectors.toSet());
    }

    private static List<ClientConnection> shown(
            Map<String, List<NodeConnection>> answers, Map<String, UserNames.Named> known, @Nullable UUID userId) {
        List<ClientConnection> shown = new ArrayList<>();
        answers.forEach((node, connections) -> {
            for (NodeConnection each : connections) {
                UserNames.Named user = known.get(each.userKey());
                if (userId == null || user != null && user.id().equals(userId)) {
                    shown.add(connection(node, each, user));
                }
            }
        });
        shown.sort(Comparator.comparing(ClientConnection::connectedAt).reversed());
        return shown;
    }

    private static ClientConnection connection(String node, NodeConnection each, UserNames.@Nullable Named user) {
        return new ClientConnection(
                node,
                each.cid(),
                each.userKey(),
                user == null ? null : user.id(),
                user == null ? null : user.name(),
                each.name(),
                each.address(),
                each.kind(),
                each.language(),
                each.version(),
                each.start(),
                each.subscriptions(),
                each.pendingBytes(),
                each.inMessages(),
                each.outMessages(),
                each.inBytes(),
                each.outBytes(),
                each.roundTrip());
    }
}
