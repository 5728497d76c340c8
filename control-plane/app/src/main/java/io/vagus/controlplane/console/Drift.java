package io.vagus.controlplane.console;

import io.vagus.controlplane.outbox.Expected;
import io.vagus.controlplane.outbox.Outbox;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.provisioning.Nodes;
import io.vagus.controlplane.provisioning.StoredTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the nodes hold against what the database says they should. */
@ApplicationScoped
public class Drift {

    private static final int AT_ONCE = 500;

    /** More differences than that are counted, not listed. */
    private static final int MAX_LISTED = 200;

    private final Database database;
    private final Outbox outbox;
    private final Nodes nodes;
    private final StoredTokens tokens;

    Drift(Database database, Outbox outbox, Nodes nodes, StoredTokens tokens) {
        this.database = database;
        this.outbox = outbox;
        this.nodes = nodes;
        this.tokens = tokens;
    }

    /**
     * The differences found.
     *
     * @param servers how many servers said what they hold
     * @param accounts how many accounts were compared; those with a change on its way are not
     */
    public record DriftReport(int servers, long accounts, long drifted, List<DriftedAccount> differences) {}

    /**
     * An account that is not everywhere as it should be.
     *
     * @param what in words
     */
    public record DriftedAccount(String publicKey, UUID accountId, String what, List<String> missingOn) {}

    public DriftReport report() {
        Map<String, Set<String>> stored = nodes.list();
        List<DriftedAccount> found = new ArrayList<>();
        long compared = 0;
        long drifted = 0;
        String after = "";
        List<Expected> part;
        do {
            String from = after;
            part = database.await(work -> outbox.expected(work, from, AT_ONCE));
            Map<String, List<String>> held = tokens.of(part.stream()
                    .map(Expected::accountKey)
                    .filter(key -> stored.values().stream().anyMatch(server -> server.contains(key)))
                    .toList());
            for (Expected expected : part) {
                compared++;
                DriftedAccount difference =
                        compare(expected, stored, held.getOrDefault(expected.accountKey(), List.of()));
                if (difference != null) {
                    drifted++;
                    if (found.size() < MAX_LISTED) {
                        found.add(difference);
                    }
                }
                after = expected.accountKey();
            }
        } while (part.size() == AT_ONCE && !stored.isEmpty());
        return new DriftReport(stored.size(), compared, drifted, found);
    }

    /** Gives all accounts to the nodes again, or only one. Returns how many; those with a change on its way go with that. */
    public int resync(@Nullable UUID accountId) {
        int due = 0;
        String after = "";
        List<Expected> part;
        do {
            String from = after;
            part = database.await(work -> outbox.expected(work, from, AT_ONCE));
            List<String> keys = part.stream()
                    .filter(each -> accountId == null || each.accountId().equals(accountId))
                    .map(Expected::accountKey)
                    .toList();
            if (!keys.isEmpty()) {
                due += database.await(work -> outbox.renew(work, keys));
            }
            after = part.isEmpty() ? after : part.getLast().accountKey();
        } while (part.size() == AT_ONCE);
        return due;
    }

    private @Nullable DriftedAccount compare(Expected expected, Map<String, Set<String>> stored, List<String> held) {
        List<String> missing = stored.entrySet().stream()
                .filter(server -> !server.getValue().contains(expected.accountKey()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (expected.deleted()) {
            return missing.size() == stored.size() || held.stream().allMatch(expected.jwt()::equals)
                    ? null
                    : difference(expected, "deleted here, still open on a node", List.of());
        }
        if (!missing.isEmpty()) {
            return difference(expected, "missing on a node", missing);
        }
        return held.stream().allMatch(expected.jwt()::equals)
                ? null
                : difference(expected, "another version on a node", List.of());
    }

    private static DriftedAccount difference(Expected expected, String what, List<String> missing) {
        return new DriftedAccount(expected.accountKey(), expected.accountId(), what, missing);
    }
}
