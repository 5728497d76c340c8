package io.vagus.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.transport.InternalClient;
import io.vagus.transport.InternalMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The request-reply services of the system account: monitoring of the server and of one account, closing one
 * connection, reloading; and those four that every account may ask about itself. Answers are {@code {server, data}} or
 * {@code {server, error{code, description}}}. Source: nats-server server/events.go.
 */
final class SystemServices {
    private static final int ACCOUNT_TOKEN = 3;
    private static final String EVERY_SERVER = "PING";

    private final Monitored monitored;
    private final InternalClient system;
    private final Replies replies;
    private final ServerInfo serverInfo;
    private final SystemEvents events;
    private final ServerControl control;
    private final Endpoints endpoints;

    SystemServices(
            Monitored monitored,
            InternalClient system,
            ServerInfo serverInfo,
            Endpoints endpoints,
            SystemEvents events,
            ServerControl control) {
        this.monitored = monitored;
        this.system = system;
        this.serverInfo = serverInfo;
        this.replies = new Replies(system, serverInfo);
        this.endpoints = endpoints;
        this.events = events;
        this.control = control;
    }

    /** What a service answers to a request; null: nothing. */
    @FunctionalInterface
    private interface Answer {
        @Nullable
        JsonNode to(RequestOptions request, String subject);
    }

    /**
     * One service.
     *
     * @param options name of nats-server's type for its options; the options proper are in the part without {@code Event}
     * @param emptyData whether an error comes with an empty {@code data}
     */
    private record Service(String options, boolean emptyData, Answer answer) {
        static Service of(String options, Answer answer) {
            return new Service(options, false, answer);
        }

        static Service withEmptyData(String options, Answer answer) {
            return new Service(options, true, answer);
        }

        String part() {
            return options.replace("Event", "");
        }
    }

    /** Subscribes everything. */
    void start() {
        server(
                "VARZ",
                Service.of(
                        "VarzEventOptions",
                        (request, subject) -> endpoints.varz().answer()));
        server("CONNZ", connz(null));
        server(
                "SUBSZ",
                Service.withEmptyData(
                        "SubszEventOptions",
                        (request, subject) -> endpoints.subsz().answer(Subsz.Options.of(request))));
        server("ROUTEZ", Service.of("RoutezEventOptions", (request, subject) -> routes(request)));
        server("GATEWAYZ", Service.of("GatewayzEventOptions", (request, subject) -> gateways(request)));
        server("LEAFZ", Service.of("LeafzEventOptions", (request, subject) -> leafNodes(request)));
        server(
                "ACCOUNTZ",
                Service.withEmptyData(
                        "AccountzEventOptions",
                        (request, subject) -> endpoints.accountz().answer(request.text("account"))));
        server(
                "JSZ",
                Service.withEmptyData(
                        "JszEventOptions", (request, subject) -> endpoints.jsz().answer(JszOptions.of(request))));
        server("HEALTHZ", Service.of("HealthzEventOptions", (request, subject) -> healthz(request)));
        server("EXPVARZ", Service.of("ExpvarzEventOptions", (request, subject) -> ProcessView.variables()));
        server(
                "IPQUEUESZ",
                Service.of(
                        "IpqueueszEventOptions",
                        (request, subject) ->
                                endpoints.internals().queues(request.flag("all"), request.text("filter"))));
        server("RAFTZ", Service.of("RaftzEventOptions", (request, subject) -> raftGroups(request)));
        for (String target : new String[] {EVERY_SERVER, monitored.serverId()}) {
            system.subscribe("$SYS.REQ.SERVER." + target + ".IDZ", null, this::identify);
            system.subscribe("$SYS.REQ.SERVER." + target + ".STATSZ", null, this::statsz);
            system.subscribe("$SYS.REQ.SERVER." + target + ".PROFILEZ", null, this::profile);
        }
        system.subscribe("$SYS.REQ.SERVER.PING", null, this::statsz);
        String own = "$SYS.REQ.SERVER." + monitored.serverId() + ".";
        service(own + "RELOAD", Service.of("", (request, subject) -> reload()));
        system.subscribe(own + "KICK", null, message -> onClient(message, this::kick));
        system.subscribe(own + "LDM", null, message -> onClient(message, this::lameDuck));
        startForAccounts();
    }

    private void startForAccounts() {
        account(
                "CONNZ",
                Service.withEmptyData(
                        "ConnzEventOptions",
                        (request, name) -> endpoints
                                .connz()
                                .answer(ConnzOptions.of(request).withAccount(name))));
        account(
                "SUBSZ",
                Service.withEmptyData(
                        "SubszEventOptions",
                        (request, name) -> endpoints
                                .subsz()
                                .answer(Subsz.Options.of(request).listedFor(name))));
        account("LEAFZ", Service.of("LeafzEventOptions", (request, name) -> leafNodes(request)));
        account(
                "JSZ",
                Service.withEmptyData(
                        "JszEventOptions",
                        (request, name) ->
                                endpoints.jsz().account(JszOptions.of(request).withAccount(name))));
        account(
                "INFO",
                Service.withEmptyData(
                        "AccInfoEventOptions",
                        (request, name) -> endpoints.accountz().detail(name)));
        account("STATZ", Service.of("AccountStatzEventOptions", this::statzOfOne));
        service("$SYS.REQ.ACCOUNT.PING.STATZ", statz(null));
        system.subscribe("$SYS.REQ.ACCOUNT.*.CONNS", null, this::connections);
        system.subscribe("$SYS.REQ.ACCOUNT.NSUBS", null, this::subscribersElsewhere);
        system.subscribe(AccountService.SUBSCRIBERS, null, this::subscribers);
        system.subscribe(AccountService.USER_INFO.target("*"), null, this::userElsewhere);
        monitored.accounts().forEachNowAndLater(this::offerTo);
    }

    private void offerTo(Account account) {
        InternalClient client = monitored.node().internalClient(account);
        AtomicBoolean offered = new AtomicBoolean();
        Consumer<Account> offering = changed -> {
            boolean wanted = !changed.isRetired();
            if (!offered.compareAndSet(!wanted, wanted)) {
                return;
            }
            if (wanted) {
                offerTo(changed, client);
            } else {
                client.close();
            }
        };
        account.onServicesChanged(offering);
        offering.accept(account);
    }

    private void offerTo(Account account, InternalClient client) {
        Replies own = new Replies(client, serverInfo);
        client.subscribe(AccountService.USER_INFO.subject(), null, message -> userInfo(own, message));
        if (account == monitored.accounts().system()) {
            return;
        }
        String name = account.name();
        for (AccountService service : List.of(AccountService.CONNZ, AccountService.SERVER_CONNZ)) {
            client.subscribe(service.subject(), null, message -> answer(own, message, connz(name)));
        }
        client.subscribe(AccountService.STATZ.subject(), null, message -> answer(own, message, statz(name)));
    }

    private void server(String name, Service service) {
        service("$SYS.REQ.SERVER.PING." + name, service);
        service("$SYS.REQ.SERVER." + monitored.serverId() + "." + name, service);
    }

    private void account(String name, Service service) {
        service(
                "$SYS.REQ.ACCOUNT.*." + name,
                new Service(
                        service.options(),
                        service.emptyData(),
                        (request, subject) -> service.answer().to(request, accountOf(subject))));
    }

    private static String accountOf(String subject) {
        return subject.split("\\.", -1)[ACCOUNT_TOKEN];
    }

    private void service(String subject, Service service) {
        system.subscribe(subject, null, message -> answer(replies, message, service));
    }

    private void answer(Replies to, InternalMessage message, Service service) {
        if (message.reply() == null) {
            return;
        }
        try {
            RequestOptions request = RequestOptions.of(message.payload(), service.options(), service.part());
            if (!RequestFilter.matches(request, monitored)) {
                return;
            }
            JsonNode data = service.answer().to(request, message.subject());
            if (data != null) {
                to.data(message, data);
            }
        } catch (BadRequestException unreadable) {
            to.error(message, Replies.BAD_REQUEST, String.valueOf(unreadable.getMessage()), false);
        } catch (MonitoringException refused) {
            to.error(message, Replies.FAILED, String.valueOf(refused.getMessage()), service.emptyData());
        } catch (Jsz.NotLeaderException other) {
            // Another server answers.
        }
    }

    private Service connz(@Nullable String account) {
        return Service.withEmptyData("ConnzEventOptions", (request, subject) -> {
            ConnzOptions options = ConnzOptions.of(request);
            return endpoints.connz().answer(account == null ? options : options.withAccount(account));
        });
    }

    /** @param account the one that asks about itself; null: those in the request */
    private Service statz(@Nullable String account) {
        return Service.of("AccountStatzEventOptions", (request, subject) -> {
            List<String> asked = request.texts("accounts");
            return statz(account == null ? asked : List.of(account), request);
        });
    }

    /** What asks every server is heard by the service of single accounts, too, but answered once. */
    private @Nullable JsonNode statzOfOne(RequestOptions request, String account) {
        request.texts("accounts");
        return account.equals(EVERY_SERVER) ? null : statz(List.of(account), request);
    }

    private @Nullable JsonNode statz(List<String> accounts, RequestOptions request) {
        boolean includeUnused = request.flag("include_unused");
        ObjectNode answer = endpoints.accountStatz().answer(accounts, includeUnused);
        return answer.path("account_statz").isEmpty() && !includeUnused ? null : answer;
    }

    private JsonNode routes(RequestOptions request) {
        request.flag("subscriptions");
        request.flag("subscriptions_detail");
        return endpoints.routez().routes();
    }

    private JsonNode gateways(RequestOptions request) {
        request.flag("accounts");
        request.text("name");
        request.text("account_name");
        return endpoints.routez().gateways();
    }

    private JsonNode leafNodes(RequestOptions request) {
        request.flag("subscriptions");
        request.text("account");
        return endpoints.routez().leafNodes();
    }

    private JsonNode healthz(RequestOptions request) {
        Healthz.Answer answer = endpoints.healthz().answer(HealthzOptions.of(request));
        ObjectNode body =
                Json.object().put("status", answer.body().path("status").asText());
        body.put("status_code", answer.status());
        answer.body().remove("status");
        return body.setAll(answer.body());
    }

    /** Takes seconds: nobody else is to wait for it. */
    private void profile(InternalMessage message) {
        Thread.startVirtualThread(() ->
                answer(replies, message, Service.of("ProfilezEventOptions", (request, subject) -> profile(request))));
    }

    private static JsonNode profile(RequestOptions request) {
        ObjectNode answer = Json.object();
        try {
            byte[] profile = Profiles.take(
                    request.text("name"), request.integer("debug"), request.whole("duration", "time.Duration"));
            return answer.put("profile", Base64.getEncoder().encodeToString(profile))
                    .put("error", "");
        } catch (MonitoringException refused) {
            answer.putNull("profile");
            return answer.put("error", refused.getMessage());
        }
    }

    private JsonNode raftGroups(RequestOptions request) {
        ObjectNode groups = endpoints.internals().raftGroups(request.text("account"), request.text("group"));
        return groups == null ? Json.object() : groups;
    }

    private JsonNode reload() {
        try {
            control.reload();
            return MissingNode.getInstance();
        } catch (IOException refused) {
            throw new MonitoringException(String.valueOf(refused.getMessage()));
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
        try {
            if (!RequestFilter.matches(RequestOptions.of(message.payload(), "StatszEventOptions", ""), monitored)) {
                return;
            }
        } catch (BadRequestException unreadable) {
            replies.error(message, Replies.BAD_REQUEST, String.valueOf(unreadable.getMessage()), false);
            return;
        }
        if (message.reply() == null) {
            events.broadcastStatsz();
        } else {
            ObjectNode answer = Json.object();
            answer.set("server", serverInfo.next());
            answer.set("statsz", endpoints.statsz().answer());
            replies.raw(message, answer);
        }
    }

    private void connections(InternalMessage message) {
        String name = accountOf(message.subject());
        Account account = monitored.accounts().find(name);
        if (account == null || account.connections() == 0 || !asksFor(message, name)) {
            return;
        }
        replies.raw(message, events.accountConnections(account, serverInfo, monitored));
    }

    private static boolean asksFor(InternalMessage message, String account) {
        if (message.payload().length == 0) {
            return true;
        }
        JsonNode body = Json.parse(message.payload());
        return body instanceof ObjectNode && body.path("acc").asText(account).equals(account);
    }

    /** What another server asks to add up for {@code $SYS.DEBUG.SUBSCRIBERS}. */
    private void subscribersElsewhere(InternalMessage message) {
        JsonNode body = Json.parse(message.payload());
        if (!(body instanceof ObjectNode)) {
            return;
        }
        Account account = monitored.accounts().find(body.path("acc").asText(""));
        if (account == null || account.connections() == 0) {
            return;
        }
        String queue =
                body.path("queue").isTextual() ? decoded(body.path("queue").textValue()) : null;
        replies.raw(
                message,
                IntNode.valueOf(Subscribers.count(account, body.path("subject").asText(""), queue)));
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    private void subscribers(InternalMessage message) {
        Asker asker = Asker.of(message);
        Account account = asker == null
                ? monitored.accounts().system()
                : monitored.accounts().find(asker.account());
        if (account == null) {
            return;
        }
        String[] words =
                new String(message.payload(), StandardCharsets.UTF_8).strip().split(" ", 2);
        String queue = words.length > 1 ? words[1] : null;
        replies.raw(message, IntNode.valueOf(Subscribers.count(account, words[0], queue)));
    }

    /** Asked by way of an import; nothing is known of who asks from within the system account. */
    private void userElsewhere(InternalMessage message) {
        Asker asker = Asker.of(message);
        InternalMessage.Sender sender = message.sender();
        if (asker == null || sender == null) {
            replies.data(message, Json.object().put("user", "").put("account", ""));
        } else {
            replies.data(message, UserInfo.of(sender, asker.shared(), monitored.clock()));
        }
    }

    /** Does something with the connection that a request names. */
    @FunctionalInterface
    private interface ClientAction {
        void on(long id);
    }

    private void onClient(InternalMessage message, ClientAction action) {
        JsonNode body = message.payload().length == 0 ? null : Json.parse(message.payload());
        if (!(body instanceof ObjectNode) || !body.path("cid").isIntegralNumber() && body.has("cid")) {
            return;
        }
        answer(replies, message, Service.of("", (request, subject) -> {
            action.on(body.path("cid").asLong());
            return MissingNode.getInstance();
        }));
    }

    private void kick(long id) {
        if (!monitored.node().kick(id)) {
            throw new MonitoringException("no such client or leafnode id");
        }
    }

    private void lameDuck(long id) {
        if (!monitored.node().lameDuck(id)) {
            throw new MonitoringException("no such client id");
        }
    }

    private void userInfo(Replies to, InternalMessage message) {
        InternalMessage.Sender sender = message.sender();
        if (sender != null) {
            to.data(message, UserInfo.of(sender, true, monitored.clock()));
        }
    }
}
