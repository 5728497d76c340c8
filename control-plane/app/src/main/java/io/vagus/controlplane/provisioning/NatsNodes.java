package io.vagus.controlplane.provisioning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.quarkus.runtime.ShutdownEvent;
import io.vagus.controlplane.operator.Operator;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.provisioning.Nodes.AccountInfo;
import io.vagus.controlplane.provisioning.Nodes.AccountTraffic;
import io.vagus.controlplane.provisioning.Nodes.Answer;
import io.vagus.controlplane.provisioning.Nodes.NodeConnection;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The nodes over one connection to the system account.
 *
 * <p>A question goes to all servers at once; each answers for itself. Answers are gathered until every known server has
 * spoken or the time is up. Known is who answered a roll call within the last three.
 */
@ApplicationScoped
class NatsNodes implements Nodes {

    private static final Logger LOG = Logger.getLogger(NatsNodes.class);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(4);
    private static final Duration ROLL_CALL_TIME = Duration.ofMillis(500);
    private static final Duration ROLL_CALL_EVERY = Duration.ofSeconds(3);
    private static final long FORGOTTEN_AFTER_NANOS =
            ROLL_CALL_EVERY.multipliedBy(3).toNanos();
    private static final byte[] NOTHING = new byte[0];

    /** More answers than that to one question are not read. */
    private static final int MAX_ANSWERS = 1_000;

    private final Map<String, Long> lastSeenNanos = new ConcurrentHashMap<>();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final List<Runnable> onReachable = new CopyOnWriteArrayList<>();

    /** Who listens to what; the lock of {@link #dispatcher}, too. */
    private final Map<String, Consumer<JsonNode>> events = new HashMap<>();

    private final ObjectMapper json;
    private final Operator operator;
    private final String[] urls;
    private volatile @Nullable Connection connection;
    private @Nullable Dispatcher dispatcher;

    NatsNodes(ObjectMapper json, Operator operator, @ConfigProperty(name = "vagus.nats.urls") List<String> urls) {
        this.json = json;
        this.operator = operator;
        this.urls = urls.toArray(String[]::new);
    }

    void start(@Observes @Priority(100) Background background) throws InterruptedException {
        Operator.SystemUser user = operator.systemUser();
        Options options = new Options.Builder()
                .servers(urls)
                .connectionName("vagus-control-plane")
                .authHandler(new SystemUserAuth(user))
                .maxReconnects(-1)
                .reconnectWait(Duration.ofSeconds(1))
                .connectionTimeout(Duration.ofSeconds(3))
                .connectionListener(
                        (source, event) -> background.run("follow the connection", () -> changed(source, event)))
                .errorListener(new QuietErrors())
                .build();
        Nats.connectAsynchronously(options, true);
        background.every(ROLL_CALL_EVERY, "call the roll of the nodes", this::callRoll);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        Connection open = connection;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public Set<String> servers() {
        long now = System.nanoTime();
        lastSeenNanos.values().removeIf(seen -> now - seen > FORGOTTEN_AFTER_NANOS);
        return Set.copyOf(lastSeenNanos.keySet());
    }

    @Override
    public Map<String, Answer> update(String accountJwt) {
        return orders("$SYS.REQ.CLAIMS.UPDATE", accountJwt);
    }

    @Override
    public Map<String, Answer> delete(String deletionJwt) {
        return orders("$SYS.REQ.CLAIMS.DELETE", deletionJwt);
    }

    @Override
    public Map<String, AccountInfo> info(String accountKey) {
        return byServer("$SYS.REQ.ACCOUNT." + accountKey + ".INFO", NOTHING, answer -> {
            JsonNode data = answer.path("data");
            String jwt = data.path("jwt").asText("");
            return new AccountInfo(
                    jwt.isEmpty() ? null : jwt, data.path("expired").asBoolean());
        });
    }

    @Override
    public List<String> lookup(String accountKey) {
        int known = servers().size();
        List<String> found = new ArrayList<>();
        int[] answers = new int[1];
        gather("$SYS.REQ.ACCOUNT." + accountKey + ".CLAIMS.LOOKUP", NOTHING, ANSWER_TIME, message -> {
            if (message.getData().length > 0) {
                found.add(new String(message.getData(), StandardCharsets.US_ASCII));
            }
            return ++answers[0] >= known;
        });
        return found;
    }

    @Override
    public Map<String, Set<String>> list() {
        return byServer("$SYS.REQ.CLAIMS.LIST", NOTHING, answer -> {
            Set<String> accounts = new HashSet<>();
            answer.path("data").forEach(account -> accounts.add(account.asText()));
            return accounts;
        });
    }

    @Override
    public Map<String, List<AccountTraffic>> traffic(Set<String> accountKeys) {
        ObjectNode question = json.createObjectNode().put("include_unused", true);
        accountKeys.forEach(question.putArray("accounts")::add);
        byte[] asked = question.toString().getBytes(StandardCharsets.US_ASCII);
        return byServer("$SYS.REQ.ACCOUNT.PING.STATZ", asked, answer -> {
            List<AccountTraffic> accounts = new ArrayList<>();
            answer.path("data").path("account_statz").forEach(account -> accounts.add(traffic(account)));
            return accounts;
        });
    }

    @Override
    public Map<String, List<NodeConnection>> connections(String accountKey) {
        byte[] question = ("{\"auth\":true,\"limit\":" + MAX_CONNECTIONS + "}").getBytes(StandardCharsets.US_ASCII);
        return byServer("$SYS.REQ.ACCOUNT." + accountKey + ".CONNZ", question, answer -> {
            List<NodeConnection> connections = new ArrayList<>();
            answer.path("data").path("connections").forEach(each -> connections.add(ConnectionAnswers.read(each)));
            return connections;
        });
    }

    @Override
    public boolean kick(String server, long cid) {
        boolean[] done = new boolean[1];
        byte[] order = ("{\"cid\":" + cid + "}").getBytes(StandardCharsets.US_ASCII);
        gather("$SYS.REQ.SERVER." + server + ".KICK", order, ANSWER_TIME, message -> {
            done[0] = read(message).path("error").isMissingNode();
            return true;
        });
        return done[0];
    }

    @Override
    public Map<String, JsonNode> ask(String subject, String question) {
        return byServer(subject, question.getBytes(StandardCharsets.UTF_8), answer -> answer);
    }

    @Override
    public @Nullable JsonNode askOne(String server, String what, String question) {
        JsonNode[] answer = new JsonNode[1];
        gather(
                "$SYS.REQ.SERVER." + server + "." + what,
                question.getBytes(StandardCharsets.UTF_8),
                ANSWER_TIME,
                message -> {
                    answer[0] = read(message);
                    return true;
                });
        return answer[0];
    }

    @Override
    public void onEvent(String subject, Consumer<JsonNode> heard) {
        synchronized (events) {
            events.put(subject, heard);
            Dispatcher open = dispatcher;
            if (open != null) {
                listen(open, subject, heard);
            }
        }
    }

    /** Once for the life of the connection, which subscribes by itself again when it was lost. */
    private void listen(Connection opened) {
        synchronized (events) {
            if (dispatcher == null) {
                Dispatcher open = opened.createDispatcher();
                events.forEach((subject, heard) -> listen(open, subject, heard));
                dispatcher = open;
            }
        }
    }

    private void listen(Dispatcher open, String subject, Consumer<JsonNode> heard) {
        open.subscribe(subject, event -> heard.accept(read(event)));
    }

    @Override
    public void onReachable(Runnable action) {
        onReachable.add(action);
    }

    private static AccountTraffic traffic(JsonNode account) {
        return new AccountTraffic(
                account.path("acc").asText(),
                account.path("conns").asLong(),
                account.path("num_subscriptions").asLong(),
                account.path("received").path("msgs").asLong(),
                account.path("received").path("bytes").asLong(),
                account.path("sent").path("msgs").asLong(),
                account.path("sent").path("bytes").asLong());
    }

    private Map<String, Answer> orders(String subject, String jwt) {
        return byServer(subject, jwt.getBytes(StandardCharsets.US_ASCII), answer -> {
            JsonNode error = answer.path("error");
            return error.isMissingNode() || error.isNull()
                    ? new Answer.Accepted()
                    : new Answer.Refused(error.path("description").asText("no reason given"));
        });
    }

    /** Asks all servers and gathers until each known one has answered. */
    private <T> Map<String, T> byServer(String subject, byte[] question, Function<JsonNode, T> reading) {
        Set<String> awaited = new HashSet<>(servers());
        Map<String, T> answers = new LinkedHashMap<>();
        gather(subject, question, ANSWER_TIME, message -> {
            JsonNode answer = read(message);
            String server = answer.path("server").path("id").asText("");
            if (!server.isEmpty()) {
                answers.put(server, reading.apply(answer));
                awaited.remove(server);
            }
            return awaited.isEmpty();
        });
        return answers;
    }

    /** Reads answers until {@code enough} says so, the time is up, or nobody is there to answer. */
    private void gather(String subject, byte[] question, Duration time, Predicate<Message> enough) {
        Connection open = connection;
        if (open == null || open.getStatus() != Connection.Status.CONNECTED) {
            return;
        }
        Subscription answers = null;
        try {
            String inbox = open.createInbox();
            answers = open.subscribe(inbox);
            open.publish(subject, inbox, question);
            long end = System.nanoTime() + time.toNanos();
            for (int count = 0; count < MAX_ANSWERS; count++) {
                long left = end - System.nanoTime();
                Message answer = left <= 0 ? null : answers.nextMessage(Duration.ofNanos(left));
                if (answer == null || answer.isStatusMessage() || enough.test(answer)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            LOG.debugf("The connection to the nodes was lost while asking: %s", e.getMessage());
        } finally {
            leave(answers);
        }
    }

    private static void leave(@Nullable Subscription answers) {
        try {
            if (answers != null && answers.isActive()) {
                answers.unsubscribe();
            }
        } catch (IllegalStateException closedMeanwhile) {
            LOG.debugf("Nothing to leave: %s", closedMeanwhile.getMessage());
        }
    }

    private JsonNode read(Message message) {
        try {
            return json.readTree(new String(message.getData(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            LOG.warnf("A node answered something that is not JSON on %s", message.getSubject());
            return MissingNode.getInstance();
        }
    }

    private void changed(Connection source, Events event) {
        switch (event) {
            case CONNECTED, RECONNECTED -> {
                connection = source;
                listen(source);
                LOG.infof("Connected to the nodes at %s", source.getConnectedUrl());
                callRoll();
            }
            case DISCONNECTED, CLOSED -> {
                if (!lastSeenNanos.isEmpty()) {
                    LOG.info("The nodes cannot be reached");
                }
                lastSeenNanos.clear();
            }
            default -> LOG.debugf("Connection to the nodes: %s", event);
        }
    }

    /** Finds out who is there; whoever was not there before is a reason to look after it. */
    private synchronized void callRoll() {
        Map<String, Long> present = new HashMap<>();
        gather("$SYS.REQ.SERVER.PING", NOTHING, ROLL_CALL_TIME, message -> {
            JsonNode server = read(message).path("server");
            String id = server.path("id").asText("");
            if (!id.isEmpty()) {
                present.put(id, System.nanoTime());
                names.put(id, server.path("name").asText(id));
            }
            return false;
        });
        forgetEarlierLives(present.keySet());
        Set<String> before = servers();
        lastSeenNanos.putAll(present);
        Set<String> fresh =
                present.keySet().stream().filter(id -> !before.contains(id)).collect(Collectors.toSet());
        if (!fresh.isEmpty()) {
            LOG.infof("Nodes that can be reached now: %s", fresh);
            onReachable.forEach(Runnable::run);
        }
    }

    /** A server that was restarted has its old name and a new id: nobody waits for the old one to answer. */
    private void forgetEarlierLives(Set<String> present) {
        Set<String> alive = present.stream().map(names::get).collect(Collectors.toSet());
        lastSeenNanos.keySet().removeIf(id -> !present.contains(id) && alive.contains(names.get(id)));
        names.keySet()
                .retainAll(Stream.concat(present.stream(), lastSeenNanos.keySet().stream())
                        .collect(Collectors.toSet()));
    }
}
