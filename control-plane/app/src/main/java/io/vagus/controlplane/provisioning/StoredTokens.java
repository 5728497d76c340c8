package io.vagus.controlplane.provisioning;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * What the nodes have stored for many accounts. They are asked account by account, since no question of the operator contract
 * gets all tokens of all nodes; {@value #AT_ONCE} questions are on their way at a time.
 */
@ApplicationScoped
public class StoredTokens {

    private static final int AT_ONCE = 32;

    private final Nodes nodes;

    StoredTokens(Nodes nodes) {
        this.nodes = nodes;
    }

    /** The tokens stored for each of the accounts, one of each node that has any. Blocks. */
    public Map<String, List<String>> of(Collection<String> accountKeys) {
        Map<String, List<String>> found = new ConcurrentHashMap<>();
        Semaphore room = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(accountKeys.stream()
                    .<Callable<Void>>map(key -> () -> {
                        room.acquire();
                        try {
                            found.put(key, nodes.lookup(key));
                        } finally {
                            room.release();
                        }
                        return null;
                    })
                    .toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        accountKeys.forEach(key -> found.putIfAbsent(key, List.of()));
        return found;
    }

    /** The tokens of one account among those found. */
    public static List<String> in(Map<String, List<String>> found, String accountKey) {
        return Objects.requireNonNull(found.get(accountKey));
    }
}
