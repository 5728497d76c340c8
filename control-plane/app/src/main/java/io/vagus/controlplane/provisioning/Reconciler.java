package io.vagus.controlplane.provisioning;

import io.vagus.controlplane.outbox.Expected;
import io.vagus.controlplane.outbox.Outbox;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Rounds;
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
 * with an empty or an old disk gets everything it lacks. Whenever a node appears, and every ten minutes, it compares every
 * token; every minute only which accounts are there, which is one question. One replica does the rounds of the clock.
 */
@ApplicationScoped
class Reconciler {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration TOKENS_EVERY = Duration.ofMinutes(10);
    private static final int AT_ONCE = 500;

    private final Database database;
    private final Outbox outbox;
    private final Nodes nodes;
    private final StoredTokens tokens;
    private final Rounds rounds;

    Reconciler(Database database, Outbox outbox, Nodes nodes, StoredTokens tokens, Rounds rounds) {
        this.database = database;
        this.outbox = outbox;
        this.nodes = nodes;
        this.tokens = tokens;
        this.rounds = rounds;
    }

    void start(@Observes Background background) {
        nodes.onReachable(() -> background.run("compare with a new node", this::reconcile));
        background.every(EVERY, "compare with the nodes", this::round);
    }

    private void round() {
        boolean theirTokens = mine("reconcile.tokens", TOKENS_EVERY);
        if (mine("reconcile", EVERY) || theirTokens) {
            reconcile(theirTokens);
        }
    }

    private boolean mine(String job, Duration every) {
        return database.await(work -> rounds.take(work, job, every.minusSeconds(5)));
    }

    /** Compares everything. Returns how many accounts are to be given again. */
    int reconcile() {
        return reconcile(true);
    }

    private synchronized int reconcile(boolean theirTokens) {
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
            List<Expected> present = new ArrayList<>();
            for (Expected expected : part) {
                String key = expected.accountKey();
                long holders = stored.values().stream()
                        .filter(accounts -> accounts.contains(key))
                        .count();
                if (!expected.deleted() && holders < stored.size()) {
                    adrift.add(key);
                } else if (theirTokens && holders > 0) {
                    present.add(expected);
                }
            }
            adrift.addAll(differing(present, servers.size()));
            if (!adrift.isEmpty()) {
                LOG.infof("Giving %d accounts to the nodes again", adrift.size());
                repaired += database.await(work -> outbox.repair(work, adrift));
            }
            after = part.isEmpty() ? after : part.getLast().accountKey();
        } while (part.size() == AT_ONCE);
        return repaired;
    }

    private List<String> differing(List<Expected> present, int servers) {
        Map<String, List<String>> found =
                tokens.of(present.stream().map(Expected::accountKey).toList());
        return present.stream()
                .filter(expected -> {
                    List<String> theirs = StoredTokens.in(found, expected.accountKey());
                    return !theirs.stream().allMatch(expected.jwt()::equals)
                            || !expected.deleted() && theirs.size() < servers;
                })
                .map(Expected::accountKey)
                .toList();
    }
}
