package io.vagus.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.account.Permissions;
import io.vagus.transport.ConnectionInfo;
import io.vagus.transport.InternalClient;
import io.vagus.transport.InternalMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request-reply services of the system account: monitoring of the server and of one account, closing one
 * connection; and those four that every account may ask about itself. Answers are
 * {@code {server, data}} or {@code {server, error{code, description}}}. Source: nats-server server/events.go.
 */
final class SystemServices {
    private static final int ACCOUNT_TOKEN = 3;
    private static final String EVERY_SERVER = "PING";

    private final Monitored monitored;
    private final Replies replies;
    private final ServerInfo serverInfo;
    private final SystemEvents events;
    private final Varz varz;
    private final Connz connz;
    private final Subsz subsz;
    private final Accountz accountz;
    private final AccountStatz accountStatz;
    private final Statsz statsz;

    SystemServices(
            Monitored monitored,
            InternalClient system,
            ServerInfo serverInfo,
            Varz varz,
            Statsz statsz,
            SystemEvents events) {
        this.monitored = monitored;
        this.serverInfo = serverInfo;
        this.replies = new Replies(system, serverInfo);
        this.events = events;
        this.varz = varz;
        this.statsz = statsz;
        this.connz = new Connz(monitored);
        this.subsz = new Subsz(monitored);
        this.accountz = new Accountz(monitored);
        this.accountStatz = new AccountStatz(monitored);
    }

    /** What a service answers to a request; null: nothing. */
    @FunctionalInterface
    private interface Service {
        @Nullable
        JsonNode answer(ObjectNode request, String subject);
    }

    /** Subscribes everything. */
    void start(InternalClient system) {
        server(system, "VARZ", (request, subject) -> varz.answer());
        server(system, "CONNZ", (request, subject) -> connz.answer(ConnzOptions.of(request)));
        server(system, "SUBSZ", (request, subject) -> subsz.answer(Subsz.Options.of(request)));
        server(
                system,
                "ACCOUNTZ",
                (request, subject) -> accountz.answer(request.path("account").asText("")));
        server(system, "HEALTHZ", (request, subject) -> healthz(request));
        for (String target : new String[] {EVERY_SERVER, monitored.serverId()}) {
            system.subscribe("$SYS.REQ.SERVER." + target + ".IDZ", null, this::identify);
            system.subscribe("$SYS.REQ.SERVER." + target + ".STATSZ", null, this::statsz);
        }
        system.subscribe("$SYS.REQ.SERVER.PING", null, this::statsz);
        service(system, "$SYS.REQ.SERVER." + monitored.serverId() + ".KICK", this::kick);
        service(system, "$SYS.REQ.SERVER." + monitored.serverId() + ".LDM", this::lameDuck);

        account(
                system,
                "CONNZ",
                (request, name) -> connz.answer(ConnzOptions.of(request).withAccount(name)));
        account(
                system,
                "SUBSZ",
                (request, name) -> subsz.answer(Subsz.Options.of(request).listedFor(name)));
        account(system, "INFO", (request, name) -> accountz.detail(name));
        account(system, "STATZ", (request, name) -> statz(List.of(name), request));
        service(system, "$SYS.REQ.ACCOUNT.PING.STATZ", (request, subject) -> statz(names(request), request));
        system.subscribe("$SYS.REQ.ACCOUNT.*.CONNS", null, message -> connections(system, message));
        monitored.accounts().forEachNowAndLater(this::offerTo);
    }

    private void offerTo(Account account) {
        InternalClient client = monitored.node().internalClient(account);
        Replies own = new Replies(client, serverInfo);
        client.subscribe(AccountService.USER_INFO.subject(), null, message -> userInfo(own, message));
        if (account == monitored.accounts().system()) {
            return;
        }
        String name = account.name();
        for (AccountService service : List.of(AccountService.CONNZ, AccountService.SERVER_CONNZ)) {
            client.subscribe(
                    service.subject(),
                    null,
                    message -> answer(
                            own,
                            message,
                            (request, subject) ->
                                    connz.answer(ConnzOptions.of(request).withAccount(name))));
        }
        client.subscribe(
                AccountService.STATZ.subject(),
                null,
                message -> answer(own, message, (request, subject) -> statz(List.of(name), request)));
    }

    private void server(InternalClient system, String name, Service service) {
        service(system, "$SYS.REQ.SERVER.PING." + name, service);
        service(system, "$SYS.REQ.SERVER." + monitored.serverId() + "." + name, service);
    }

    private void account(InternalClient system, String name, Service service) {
        service(system, "$SYS.REQ.ACCOUNT.*." + name, (request, subject) -> {
            String account = subject.split("\\.", -1)[ACCOUNT_TOKEN];
            return account.equals(EVERY_SERVER) ? null : service.answer(request, account);
        });
    }

    private void service(InternalClient client, String subject, Service service) {
        client.subscribe(subject, null, message -> answer(replies, message, service));
    }

    private void answer(Replies to, InternalMessage message, Service service) {
        if (message.reply() == null) {
            return;
        }
        ObjectNode request = message.payload().length == 0 ? Json.object() : Json.parse(message.payload());
        if (request == null) {
            to.error(message, Replies.BAD_REQUEST, "invalid JSON request");
            return;
        }
        if (!RequestFilter.matches(request, monitored)) {
            return;
        }
        try {
            JsonNode data = service.answer(request, message.subject());
            if (data != null) {
                to.data(message, data);
            }
        } catch (MonitoringException refused) {
            to.error(message, Replies.FAILED, String.valueOf(refused.getMessage()));
        }
    }

    private void identify(InternalMessage message) {
        replies.raw(
                message,
                Json.object()
                        .put("name", monitored.node().identity().serverName())
                        .put("host", monitored.settings().get().host())
                        .put("id", monitored.serverId()));
    }

    private void statsz(InternalMessage message) {
        ObjectNode request = message.payload().length == 0 ? Json.object() : Json.parse(message.payload());
        if (request == null) {
            replies.error(message, Replies.BAD_REQUEST, "invalid JSON request");
        } else if (RequestFilter.matches(request, monitored)) {
            if (message.reply() == null) {
                events.broadcastStatsz();
            } else {
                ObjectNode answer = Json.object();
                answer.set("server", serverInfo.next());
                answer.set("statsz", statsz.answer());
                replies.raw(message, answer);
            }
        }
    }

    private static JsonNode healthz(ObjectNode request) {
        Healthz.Answer answer = Healthz.answer(
                request.path("account").asText(""),
                request.path("stream").asText(""),
                request.path("consumer").asText(""));
        return answer.body().put("status_code", answer.status());
    }

    private @Nullable JsonNode statz(List<String> names, ObjectNode request) {
        boolean includeUnused = request.path("include_unused").asBoolean(false);
        ObjectNode answer = accountStatz.answer(names, includeUnused);
        return answer.path("account_statz").isEmpty() && !includeUnused ? null : answer;
    }

    private static List<String> names(ObjectNode request) {
        List<String> names = new ArrayList<>();
        request.path("accounts").forEach(name -> names.add(name.asText()));
        return names;
    }

    private void connections(InternalClient system, InternalMessage message) {
        Account account = monitored.accounts().find(message.subject().split("\\.", -1)[ACCOUNT_TOKEN]);
        if (message.reply() != null && account != null && account.connections() > 0) {
            system.publish(
                    message.reply(),
                    null,
                    null,
                    Json.compact(events.accountConnections(account, serverInfo, monitored)));
        }
    }

    private JsonNode kick(ObjectNode request, String subject) {
        if (!monitored.node().kick(request.path("cid").asLong())) {
            throw new MonitoringException("no such client or leafnode id");
        }
        return Json.object().nullNode();
    }

    private JsonNode lameDuck(ObjectNode request, String subject) {
        if (!monitored.node().lameDuck(request.path("cid").asLong())) {
            throw new MonitoringException("no such client or leafnode id");
        }
        return Json.object().nullNode();
    }

    private void userInfo(Replies to, InternalMessage message) {
        InternalMessage.Sender sender = message.sender();
        if (message.reply() == null || sender == null) {
            return;
        }
        ConnectionInfo connection = sender.info();
        ObjectNode data = Json.object()
                .put(
                        "user",
                        connection.user().authorizedUser() == null
                                ? ""
                                : connection.user().authorizedUser())
                .put("account", connection.account() == null ? "" : connection.account());
        Json.putPresent(
                data,
                "account_name",
                connection.accountNameTag() == null ? connection.account() : connection.accountNameTag());
        Json.putPresent(data, "user_name", connection.user().nameTag());
        putPermissions(data, sender.permissions());
        Instant expires = sender.expires();
        if (expires != null) {
            long seconds = Math.max(
                    0, Duration.between(monitored.clock().now(), expires).toSeconds());
            Json.putPresent(data, "expires", Duration.ofSeconds(seconds).toNanos());
        }
        to.data(message, data);
    }

    private static void putPermissions(ObjectNode data, Permissions permissions) {
        if (permissions.allowsEverything()) {
            return;
        }
        ObjectNode node = data.putObject("permissions");
        putRules(node.putObject("publish"), permissions.publish());
        putRules(node.putObject("subscribe"), permissions.subscribe());
        Permissions.Responses responses = permissions.responses();
        if (responses != null) {
            node.putObject("responses")
                    .put("max", responses.maxMessages())
                    .put("ttl", responses.timeToLive().toNanos());
        }
    }

    private static void putRules(ObjectNode node, Permissions.Rules rules) {
        putList(node, "allow", rules.allow());
        putList(node, "deny", rules.deny());
    }

    private static void putList(ObjectNode node, String name, List<String> subjects) {
        if (!subjects.isEmpty()) {
            ArrayNode array = node.putArray(name);
            subjects.forEach(array::add);
        }
    }
}
