package io.vagus.controlplane.provisioning;

import io.vagus.controlplane.outbox.Expected;
import io.vagus.controlplane.outbox.Outbox;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Compares what the nodes have stored with what they were given, and has what differs given again: a node that comes back
 * with an empty or an old disk gets everything it lacks. Looks whenever a node appears, and every minute.
 */
@ApplicationScoped
class Reconciler {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int AT_ONCE = 500;

    private final Database database;
    private final Outbox outbox;
    private final Nodes nodes;

    Reconciler(Database database, Outbox outbox, Nodes nodes) {
        this.database = database;
        this.outbox = outbox;
        this.nodes = nodes;
    }

    void start(@Observes Background background) {
        nodes.onReachable(() -> background.run("compare with a new node", this::reconcile));
        background.every(EVERY, "compare with the nodes", this::reconcile);
    }

    /** Returns how many accounts are to be given again. */
    synchronized int reconcile() {
        Set<String> servers = nodes.servers();
        Map<String, Set<String>> stored = nodes.list();
        if (servers.isEmpty() || !stored.keySet().containsAll(servers)) {
            return 0; // Somebody did not say what they have; the next look will tell.
        }
        int repaired = 0;
        String after = "";
        List<Expected> part;
        do {
            String from = after;
            part = database.await(work -> outbox.expected(work, from, AT_ONCE));
            List<String> adrift = new ArrayList<>();
            for (Expected expected : part) {
                if (differs(expected, servers, stored)) {
                    adrift.add(expected.accountKey());
                }
            }
            if (!adrift.isEmpty()) {
                LOG.infof("Giving %d accounts to the nodes again", adrift.size());
                repaired += database.await(work -> outbox.repair(work, adrift));
            }
            after = part.isEmpty() ? after : part.getLast().accountKey();
        } while (part.size() == AT_ONCE);
        return repaired;
    }

    private boolean differs(Expected expected, Set<String> servers, Map<String, Set<String>> stored) {
        boolean anywhere = stored.values().stream().anyMatch(accounts -> accounts.contains(expected.accountKey()));
        if (expected.deleted() && !anywhere) {
            return false;
        }
        boolean everywhere = stored.values().stream().allMatch(accounts -> accounts.contains(expected.accountKey()));
        if (!expected.deleted() && !everywhere) {
            return true;
        }
        List<String> found = nodes.lookup(expected.accountKey());
        return !found.stream().allMatch(expected.jwt()::equals) || !expected.deleted() && found.size() < servers.size();
    }
}
