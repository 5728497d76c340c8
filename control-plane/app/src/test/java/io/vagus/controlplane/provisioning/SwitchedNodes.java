package io.vagus.controlplane.provisioning;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.vagus.controlplane.operator.Operator;
import io.vagus.controlplane.platform.Background;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The nodes of the service under test: those in memory, or, while a test says so, real ones over the service's own connection. */
@ApplicationScoped
public class SwitchedNodes implements Nodes {

    private final List<Runnable> onReachable = new CopyOnWriteArrayList<>();
    private final Map<String, Consumer<JsonNode>> events = new ConcurrentHashMap<>();
    private final FakeNodes inMemory;
    private final ObjectMapper json;
    private final Operator operator;
    private @Nullable Background background;
    private volatile @Nullable NatsNodes live;

    SwitchedNodes(FakeNodes inMemory, ObjectMapper json, Operator operator) {
        this.inMemory = inMemory;
        this.json = json;
        this.operator = operator;
    }

    void start(@Observes @Priority(1) Background started) {
        background = started;
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        inMemory(event);
    }

    /** From here on the service has to do with the servers at these addresses; returns once it sees as many. */
    public void live(List<String> urls) throws InterruptedException {
        NatsNodes nodes = new NatsNodes(json, operator, urls);
        nodes.start(Objects.requireNonNull(background));
        await("all servers are seen")
                .atMost(Duration.ofSeconds(30))
                .until(() -> nodes.servers().size() == urls.size());
        live = nodes;
        events.forEach(nodes::onEvent);
        onReachable.forEach(nodes::onReachable);
        onReachable.forEach(Runnable::run);
    }

    /** Back to the nodes in memory, which missed what happened meanwhile. */
    public void inMemory() throws InterruptedException {
        inMemory(new ShutdownEvent());
        inMemory.reachable(true);
    }

    private void inMemory(ShutdownEvent end) throws InterruptedException {
        NatsNodes open = live;
        live = null;
        if (open != null) {
            open.stop(end);
        }
    }

    private Nodes current() {
        NatsNodes open = live;
        return open == null ? inMemory : open;
    }

    @Override
    public Map<String, List<NodeConnection>> connections(String accountKey) {
        return current().connections(accountKey);
    }

    @Override
    public boolean kick(String server, long cid) {
        return current().kick(server, cid);
    }

    @Override
    public Set<String> servers() {
        return current().servers();
    }

    @Override
    public Map<String, Answer> update(String accountJwt) {
        return current().update(accountJwt);
    }

    @Override
    public Map<String, Answer> delete(String deletionJwt) {
        return current().delete(deletionJwt);
    }

    @Override
    public Map<String, AccountInfo> info(String accountKey) {
        return current().info(accountKey);
    }

    @Override
    public List<String> lookup(String accountKey) {
        return current().lookup(accountKey);
    }

    @Override
    public Map<String, Set<String>> list() {
        return current().list();
    }

    @Override
    public Map<String, List<AccountTraffic>> traffic(Set<String> accountKeys) {
        return current().traffic(accountKeys);
    }

    @Override
    public Map<String, JsonNode> ask(String subject, String question) {
        return current().ask(subject, question);
    }

    @Override
    public @Nullable JsonNode askOne(String server, String what, String question) {
        return current().askOne(server, what, question);
    }

    @Override
    public void onEvent(String subject, Consumer<JsonNode> heard) {
        events.put(subject, heard);
        inMemory.onEvent(subject, heard);
    }

    @Override
    public void onReachable(Runnable action) {
        onReachable.add(action);
        inMemory.onReachable(action);
    }
}
