package io.vagus.controlplane.provisioning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.GenericClaims;
import io.vagus.identity.Jwt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Nodes in memory, that do as nodes do: whoever comes last wins whatever its time of issue, and a stored token is no proof
 * of a used one. Tests decide which of them can be reached, which lose their disk and which are stubborn.
 */
@ApplicationScoped
@Typed(FakeNodes.class)
public class FakeNodes implements Nodes {

    private final Map<String, Map<String, String>> disks = new TreeMap<>();
    private final Set<String> stubborn = new java.util.HashSet<>();
    private final List<String> pushed = new CopyOnWriteArrayList<>();
    private final List<Runnable> onReachable = new CopyOnWriteArrayList<>();
    private final Map<String, List<Client>> clients = new TreeMap<>();
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Map<String, String> answers = new TreeMap<>();
    private final Map<String, Consumer<JsonNode>> events = new TreeMap<>();
    private boolean reachable = true;

    public FakeNodes() {
        disks.put("N1", new TreeMap<>());
        disks.put("N2", new TreeMap<>());
    }

    /** Puts the network cable in or out. */
    public void reachable(boolean now) {
        synchronized (this) {
            reachable = now;
        }
        if (now) {
            onReachable.forEach(Runnable::run);
        }
    }

    /** A stubborn node says that it took a token, and goes on with the one it had. */
    public synchronized void stubborn(String server, boolean now) {
        if (now) {
            stubborn.add(server);
        } else {
            stubborn.remove(server);
        }
    }

    /** The node's disk is empty. */
    public synchronized void wipe(String server) {
        disk(server).clear();
    }

    /** What a node works with for an account; empty when it has nothing. */
    public synchronized String jwt(String server, String accountKey) {
        return disk(server).getOrDefault(accountKey, "");
    }

    /** Every token ever pushed for an account, in order. */
    public List<AccountClaims> pushed(String accountKey) {
        return pushed.stream()
                .map(jwt -> Jwt.decode(jwt, AccountClaims.class))
                .filter(claims -> claims.subject().equals(accountKey))
                .toList();
    }

    @Override
    public synchronized Set<String> servers() {
        return reachable ? Set.copyOf(disks.keySet()) : Set.of();
    }

    @Override
    public synchronized Map<String, Answer> update(String accountJwt) {
        String account = Jwt.decode(accountJwt, AccountClaims.class).subject();
        Map<String, Answer> answers = new LinkedHashMap<>();
        for (String server : servers()) {
            if (!stubborn.contains(server)) {
                disk(server).put(account, accountJwt);
            }
            answers.put(server, new Answer.Accepted());
        }
        if (!answers.isEmpty()) {
            pushed.add(accountJwt);
        }
        return answers;
    }

    @Override
    public synchronized Map<String, Answer> delete(String deletionJwt) {
        GenericClaims order = Jwt.decode(deletionJwt, GenericClaims.class);
        Map<String, Answer> answers = new LinkedHashMap<>();
        for (String server : servers()) {
            order.data().path("accounts").forEach(account -> disk(server).remove(account.asText()));
            answers.put(server, new Answer.Accepted());
        }
        return answers;
    }

    @Override
    public synchronized Map<String, AccountInfo> info(String accountKey) {
        return servers().stream()
                .collect(Collectors.toMap(
                        server -> server, server -> new AccountInfo(disk(server).get(accountKey), false)));
    }

    @Override
    public synchronized List<String> lookup(String accountKey) {
        List<String> found = new ArrayList<>();
        for (String server : servers()) {
            String jwt = disk(server).get(accountKey);
            if (jwt != null) {
                found.add(jwt);
            }
        }
        return found;
    }

    @Override
    public synchronized Map<String, Set<String>> list() {
        return servers().stream()
                .collect(Collectors.toMap(
                        server -> server, server -> Set.copyOf(disk(server).keySet())));
    }

    @Override
    public synchronized Map<String, List<AccountTraffic>> traffic(Set<String> accountKeys) {
        return Map.of();
    }

    /** What the nodes say when they are asked on that subject, as JSON without the part about themselves. */
    public synchronized void answers(String subject, String answer) {
        answers.put(subject, answer);
    }

    @Override
    public synchronized Map<String, JsonNode> ask(String subject, String question) {
        String answer = answers.get(subject);
        if (answer == null) {
            return Map.of();
        }
        Map<String, JsonNode> all = new LinkedHashMap<>();
        for (String server : servers()) {
            try {
                ObjectNode whole = (ObjectNode) JSON.readTree(answer);
                whole.putObject("server")
                        .put("id", server)
                        .put("name", "node-" + server)
                        .put("ver", "2.15.2");
                all.put(server, whole);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(e);
            }
        }
        return all;
    }

    @Override
    public synchronized @Nullable JsonNode askOne(String server, String what, String question) {
        return ask("$SYS.REQ.SERVER." + server + "." + what, question).get(server);
    }

    @Override
    public synchronized Map<String, List<NodeConnection>> connections(String accountKey) {
        return servers().stream()
                .collect(Collectors.toMap(
                        server -> server,
                        server -> clients.getOrDefault(server, List.of()).stream()
                                .filter(client -> client.accountKey().equals(accountKey))
                                .map(client -> new NodeConnection(
                                        client.cid(),
                                        client.userKey(),
                                        "test",
                                        "127.0.0.1:1",
                                        "Client",
                                        "java",
                                        "1",
                                        Instant.EPOCH,
                                        1,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        "1ms"))
                                .toList()));
    }

    @Override
    public synchronized boolean kick(String server, long cid) {
        return clients.getOrDefault(server, List.of()).removeIf(client -> client.cid() == cid);
    }

    /** Has a client be connected to a node. */
    public synchronized void connect(String server, long cid, String accountKey, String userKey) {
        clients.computeIfAbsent(server, absent -> new ArrayList<>()).add(new Client(cid, accountKey, userKey));
    }

    /** Has the nodes say that something happened, on a subject that somebody listens to, as JSON. */
    public synchronized void event(String subject, String event) {
        try {
            events.getOrDefault(subject, nobody -> {}).accept(JSON.readTree(event));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public synchronized void onEvent(String subject, Consumer<JsonNode> heard) {
        events.put(subject, heard);
    }

    private record Client(long cid, String accountKey, String userKey) {}

    @Override
    public void onReachable(Runnable action) {
        onReachable.add(action);
    }

    private Map<String, String> disk(String server) {
        return Objects.requireNonNull(disks.get(server));
    }
}
