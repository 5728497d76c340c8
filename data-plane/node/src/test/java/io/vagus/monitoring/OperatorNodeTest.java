package io.vagus.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.vagus.account.Accounts;
import io.vagus.account.TrustedProxies;
import io.vagus.account.operator.ClaimsSharing;
import io.vagus.account.operator.DirectoryJwtStore;
import io.vagus.account.operator.JwtStore;
import io.vagus.account.operator.OperatorAccounts;
import io.vagus.account.operator.OperatorAuthenticator;
import io.vagus.account.operator.OperatorRules;
import io.vagus.account.operator.TrustedOperators;
import io.vagus.account.sharing.Sharing;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.Randomness;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.AccountLimits;
import io.vagus.identity.Export;
import io.vagus.identity.GenericClaims;
import io.vagus.identity.Import;
import io.vagus.identity.JwtIssuer;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Mapping;
import io.vagus.identity.NkeyPair;
import io.vagus.identity.ServiceTerms;
import io.vagus.identity.UserLimits;
import io.vagus.protocol.ClosedReason;
import io.vagus.transport.Node;
import io.vagus.transport.NodeIdentity;
import io.vagus.transport.NodeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node below an operator, as its control plane and its tenants see it. */
class OperatorNodeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(5);

    private final NkeyPair operatorKey = key(KeyKind.OPERATOR);
    private final NkeyPair systemKey = key(KeyKind.ACCOUNT);
    private final NkeyPair tenantKey = key(KeyKind.ACCOUNT);
    private final NkeyPair user = key(KeyKind.USER);
    private final JwtIssuer operator = new JwtIssuer(operatorKey, Instant::now);
    private final AccountClaims tenant =
            AccountClaims.builder(name(tenantKey)).name("orders").build();
    private final String operatorJwt = operator.operator("test", List.of(), name(systemKey));
    private final String systemJwt = operator.systemAccount("SYS", name(systemKey), List.of());
    private final List<Connection> connections = new ArrayList<>();

    @TempDir
    @Nullable
    Path directory;

    private @Nullable Running running;

    @BeforeEach
    void start() throws Exception {
        running = new Running(Objects.requireNonNull(directory));
        push(operator.issue(tenant));
    }

    @AfterEach
    void stop() throws Exception {
        for (Connection connection : connections) {
            connection.close();
        }
        node().close();
    }

    @Test
    void servesATenantAndTellsTheOperatorOfIt() throws Exception {
        Connection client = connect(userJwt(tenantKey, null), user);
        var heard = client.subscribe("orders.>");
        client.publish("orders.new", "hello".getBytes(UTF_8));
        assertThat(heard.nextMessage(SOON)).isNotNull();

        JsonNode info = ask("$SYS.REQ.ACCOUNT." + name(tenantKey) + ".INFO", "").path("data");
        JsonNode statz = ask("$SYS.REQ.ACCOUNT.PING.STATZ", "").path("data").path("account_statz");

        assertThat(info.path("issuer_key").asText()).isEqualTo(name(operatorKey));
        assertThat(info.path("client_connections").asInt()).isEqualTo(1);
        assertThat(statz.findValuesAsText("acc")).contains(name(tenantKey));
        assertThat(JSON.readTree(answerTo(client, "$SYS.REQ.USER.INFO", "").getData())
                        .path("data")
                        .path("account")
                        .asText())
                .isEqualTo(name(tenantKey));
    }

    @Test
    void refusesExpiredForeignTamperedAndUnprovenCredentials() {
        String expired = new JwtIssuer(tenantKey, () -> Instant.now().minusSeconds(60))
                .user(
                        "u",
                        name(user),
                        name(tenantKey),
                        UserLimits.UNLIMITED,
                        Instant.now().minusSeconds(30));
        NkeyPair stranger = key(KeyKind.ACCOUNT);
        String foreign = new JwtIssuer(stranger, Instant::now)
                .user("u", name(user), name(tenantKey), UserLimits.UNLIMITED, null);
        String good = userJwt(tenantKey, null);
        String tampered = good.substring(0, good.length() - 8) + "AAAAAAAA";

        for (String jwt : List.of(expired, foreign, userJwt(stranger, null), tampered)) {
            assertThatThrownBy(() -> connect(jwt, user)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> connect(good, key(KeyKind.USER))).isInstanceOf(IOException.class);
    }

    @Test
    void sharesStreamsAndServicesAsTheTokensSayNow() throws Exception {
        NkeyPair otherKey = key(KeyKind.ACCOUNT);
        AccountClaims exporter = AccountClaims.builder(name(otherKey))
                .exports(List.of(
                        new Export("", "news.>", Export.Kind.STREAM, "", 0, false, "", ""),
                        new Export("", "add", Export.Kind.SERVICE, "", 0, false, "", "")))
                .mappings(Map.of("old.*", List.of(new Mapping("news.$1", 100, ""))))
                .build();
        push(operator.issue(exporter));
        push(operator.issue(tenant.toBuilder()
                .imports(List.of(
                        new Import("", "news.>", name(otherKey), "", "", "local.>", Export.Kind.STREAM, false, false),
                        new Import("", "add", name(otherKey), "", "", "sum", Export.Kind.SERVICE, false, false)))
                .build()));
        Connection importing = connect(userJwt(tenantKey, null), user);
        var heard = importing.subscribe("local.*");
        importing.flush(SOON);
        Connection exporting = connect(userJwt(otherKey, null), user);
        var asked = exporting.subscribe("add");
        exporting.publish("old.today", "x".getBytes(UTF_8));
        exporting.flush(SOON);

        assertThat(Objects.requireNonNull(heard.nextMessage(SOON)).getSubject()).isEqualTo("local.today");
        var answer = importing.request("sum", "1+1".getBytes(UTF_8));
        Message question = Objects.requireNonNull(asked.nextMessage(SOON));
        exporting.publish(question.getReplyTo(), "2".getBytes(UTF_8));
        assertThat(new String(answer.get().getData(), UTF_8)).isEqualTo("2");

        push(operator.issue(exporter.toBuilder().exports(List.of()).build()));
        exporting.publish("news.late", "x".getBytes(UTF_8));
        exporting.flush(SOON);
        importing.publish("local.mark", new byte[0]);
        assertThat(Objects.requireNonNull(heard.nextMessage(SOON)).getSubject()).isEqualTo("local.mark");
    }

    @Test
    void takesLeaveToImportOnlyForWhatItWasGiven() throws Exception {
        NkeyPair otherKey = key(KeyKind.ACCOUNT);
        JwtIssuer exporter = new JwtIssuer(otherKey, Instant::now);
        String good = exporter.issue(
                GenericClaims.activation(name(tenantKey), "news.>", "stream").build());
        String forAnother = exporter.issue(
                GenericClaims.activation(name(otherKey), "news.>", "stream").build());
        String ofAnother = exporter.issue(
                GenericClaims.activation(name(tenantKey), "old.>", "stream").build());

        push(importing(otherKey, good));
        assertThat(error("$SYS.REQ.CLAIMS.UPDATE", importing(otherKey, forAnother)))
                .isEqualTo("jwt validation failed - validation errors: [activation token doesn't match account it is"
                        + " being included in, \"news.>\"]");
        assertThat(error("$SYS.REQ.CLAIMS.UPDATE", importing(otherKey, ofAnother)))
                .isEqualTo("jwt validation failed - validation errors: [activation token import subject \"old.>\""
                        + " doesn't match import \"news.>\"]");
        assertThat(error("$SYS.REQ.CLAIMS.UPDATE", importing(otherKey, "x")))
                .contains("import \"news.>\" contains an invalid activation token");
    }

    private String importing(NkeyPair exporter, String token) {
        return operator.issue(tenant.toBuilder()
                .imports(List.of(
                        new Import("", "news.>", name(exporter), token, "", "", Export.Kind.STREAM, false, false)))
                .build());
    }

    @Test
    void refusesMappingsThatCannotBeAndKeepsThoseThatAre() throws Exception {
        push(mapping("foo", new Mapping("bar", 100, "")));

        assertThat(error("$SYS.REQ.CLAIMS.UPDATE", mapping("foo", new Mapping("x", 50, ""), new Mapping("x", 50, ""))))
                .startsWith("jwt validation failed - mapping \"foo\": ")
                .contains("duplicate entry for \"x\"");
        assertThat(error("$SYS.REQ.CLAIMS.UPDATE", mapping("foo.*", new Mapping("x.$2", 100, ""))))
                .startsWith("jwt validation failed - mapping \"foo.*\"");

        Connection client = connect(userJwt(tenantKey, null), user);
        var heard = client.subscribe("bar");
        client.publish("foo", new byte[0]);
        assertThat(heard.nextMessage(SOON)).isNotNull();
    }

    private String mapping(String source, Mapping... destinations) {
        return operator.issue(tenant.toBuilder()
                .mappings(Map.of(source, List.of(destinations)))
                .build());
    }

    @Test
    void offersEachAccountWhatTheSystemAccountKnowsOfIt() throws Exception {
        push(operator.issue(tenant.toBuilder()
                .imports(List.of(
                        ofSystem("$SYS.REQ.ACCOUNT." + name(tenantKey) + ".CONNZ", "mine"),
                        ofSystem("$SYS.REQ.ACCOUNT." + name(systemKey) + ".CONNZ", "others"),
                        ofSystem("$SYS.REQ.ACCOUNT.*.STATZ", "all.*")))
                .build()));
        Connection client = connect(userJwt(tenantKey, null), user);

        assertThat(JSON.readTree(answerTo(client, "mine", "").getData())
                        .path("data")
                        .path("num_connections")
                        .asInt())
                .isEqualTo(1);
        for (String refused : List.of("others", "all." + name(tenantKey))) {
            assertThatThrownBy(() -> client.request(refused, new byte[0]).get()).isInstanceOf(Exception.class);
        }
    }

    private Import ofSystem(String subject, String local) {
        return new Import("", subject, name(systemKey), "", "", local, Export.Kind.SERVICE, false, false);
    }

    @Test
    void anImporterAsksTheSystemAccountAboutItselfAlone() throws Exception {
        NkeyPair otherKey = key(KeyKind.ACCOUNT);
        push(operator.issue(AccountClaims.builder(name(otherKey)).build()));
        push(operator.issue(AccountClaims.builder(name(tenantKey))
                .imports(List.of(
                        ofSystem("$SYS.DEBUG.SUBSCRIBERS", "listeners"),
                        ofSystem("$SYS.REQ.USER." + name(otherKey) + ".INFO", "who")))
                .build()));
        Connection tenant = connect(userJwt(tenantKey, null), user);
        Connection other = connect(userJwt(otherKey, null), user);
        tenant.subscribe("seen.a");
        tenant.subscribe("seen.*", "group");
        tenant.flush(SOON);
        other.subscribe("seen.a");
        other.flush(SOON);

        assertThat(answer(tenant, "listeners", "seen.a")).isEqualTo("2");
        assertThat(answer(tenant, "listeners", "seen.> group")).isEqualTo("1");
        assertThat(answer(tenant, "who", ""))
                .contains("\"user\":\"\"", "\"account\":\"" + name(tenantKey))
                .doesNotContain(name(otherKey));
    }

    private static String answer(Connection asker, String subject, String body) throws InterruptedException {
        return new String(
                Objects.requireNonNull(asker.request(subject, body.getBytes(UTF_8), SOON))
                        .getData(),
                UTF_8);
    }

    @Test
    void anAnswerThatComesTooLateIsNone() throws Exception {
        NkeyPair otherKey = key(KeyKind.ACCOUNT);
        Duration threshold = Duration.ofMillis(5);
        push(operator.issue(AccountClaims.builder(name(otherKey))
                .exports(List.of(new Export(
                        "",
                        "add",
                        Export.Kind.SERVICE,
                        "Stream",
                        0,
                        false,
                        "",
                        "",
                        new ServiceTerms(Map.of(), threshold.toNanos(), null, false))))
                .build()));
        push(operator.issue(tenant.toBuilder()
                .imports(List.of(new Import("", "add", name(otherKey), "", "", "", Export.Kind.SERVICE, false, false)))
                .build()));
        Connection importing = connect(userJwt(tenantKey, null), user);
        var answers = importing.subscribe("answers");
        Connection exporting = connect(userJwt(otherKey, null), user);
        var asked = exporting.subscribe("add");
        exporting.flush(SOON);
        long sent = System.nanoTime();
        importing.publish("add", "answers", new byte[0]);
        Message question = Objects.requireNonNull(asked.nextMessage(SOON));
        await().until(() -> System.nanoTime() - sent > threshold.multipliedBy(4).toNanos());

        exporting.publish(question.getReplyTo(), "late".getBytes(UTF_8));
        exporting.flush(SOON);
        importing.publish("answers", "mark".getBytes(UTF_8));

        assertThat(new String(Objects.requireNonNull(answers.nextMessage(SOON)).getData(), UTF_8))
                .isEqualTo("mark");
    }

    @Test
    void countsLoginsOfAccountsThatAreNotPinned() throws Exception {
        node().authenticator.use(new OperatorRules(Set.of(name(systemKey)), null));

        assertThatThrownBy(() -> connect(userJwt(tenantKey, null), user)).isInstanceOf(IOException.class);

        assertThat(ask("$SYS.REQ.SERVER.PING.VARZ", "")
                        .path("data")
                        .path("pinned_account_fails")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void closesLiveConnectionsWhenTheirUserIsRevoked() throws Exception {
        Connection client = connect(userJwt(tenantKey, null), user);

        push(operator.issue(tenant.toBuilder()
                .revocations(Map.of(name(user), Instant.now().getEpochSecond()))
                .build()));

        await().atMost(SOON).until(() -> client.getStatus() == Connection.Status.CLOSED);
        assertThatThrownBy(() -> connect(userJwt(tenantKey, null), user)).isInstanceOf(IOException.class);
    }

    @Test
    void closesSurplusConnectionsTheNewestFirstAndSuspendsWithZero() throws Exception {
        Connection first = connect(userJwt(tenantKey, null), user);
        Connection second = connect(userJwt(tenantKey, null), user);

        push(limited(1));
        await().atMost(SOON).until(() -> second.getStatus() == Connection.Status.CLOSED);
        assertThat(first.getStatus()).isEqualTo(Connection.Status.CONNECTED);
        assertThatThrownBy(() -> connect(userJwt(tenantKey, null), user)).isInstanceOf(IOException.class);

        push(limited(0));
        await().atMost(SOON).until(() -> first.getStatus() == Connection.Status.CLOSED);
    }

    @Test
    void storesAnAccountOfAnUntrustedOperatorWithoutServingIt() throws Exception {
        connect(userJwt(tenantKey, null), user);
        String untrusted = new JwtIssuer(key(KeyKind.OPERATOR), Instant::now)
                .issue(tenant.toBuilder()
                        .limits(AccountLimits.UNLIMITED.withConnections(0))
                        .build());

        push(untrusted);

        assertThat(lookup()).isEqualTo(untrusted);
        assertThat(connect(userJwt(tenantKey, null), user).getStatus()).isEqualTo(Connection.Status.CONNECTED);
    }

    @Test
    void endsADeletedAccountAndTakesItBackWithAnotherToken() throws Exception {
        String before = lookup();
        Connection client = connect(userJwt(tenantKey, null), user);

        JsonNode answer = ask("$SYS.REQ.CLAIMS.DELETE", operator.deletion(List.of(name(tenantKey))));

        assertThat(answer.path("data").path("message").asText()).isEqualTo("deleted 1 accounts");
        await().atMost(SOON).until(() -> client.getStatus() == Connection.Status.CLOSED);
        assertThatThrownBy(() -> connect(userJwt(tenantKey, null), user)).isInstanceOf(IOException.class);
        assertThat(lookup()).isEmpty();
        push(before);
        assertThatThrownBy(() -> connect(userJwt(tenantKey, null), user)).isInstanceOf(IOException.class);
        push(operator.issue(tenant.toBuilder().name("again").build()));
        assertThat(connect(userJwt(tenantKey, null), user).getStatus()).isEqualTo(Connection.Status.CONNECTED);
    }

    @Test
    void listensNoMoreInADeletedAccount() throws Exception {
        connect(userJwt(tenantKey, null), user).close();
        int there = listeners();

        ask("$SYS.REQ.CLAIMS.DELETE", operator.deletion(List.of(name(tenantKey))));
        int deleted = listeners();
        push(operator.issue(tenant.toBuilder().name("again").build()));

        assertThat(deleted).isLessThanOrEqualTo(there - 4);
        assertThat(listeners()).isEqualTo(there);
    }

    private int listeners() throws Exception {
        return ask("$SYS.REQ.SERVER.PING.SUBSZ", "")
                .path("data")
                .path("num_subscriptions")
                .asInt();
    }

    @Test
    void keepsItsAccountsOverARestart() throws Exception {
        node().close();

        running = new Running(Objects.requireNonNull(directory));

        assertThat(connect(userJwt(tenantKey, null), user).getStatus()).isEqualTo(Connection.Status.CONNECTED);
    }

    @Test
    void answersBadClaimsInTheWordsToolsKnow() throws Exception {
        NkeyPair stranger = key(KeyKind.OPERATOR);
        String foreignOrder = new JwtIssuer(stranger, Instant::now).deletion(List.of(name(tenantKey)));

        assertThat(error("$SYS.REQ.CLAIMS.UPDATE", "garbage"))
                .isEqualTo("jwt update resulted in error - expected 3 chunks");
        assertThat(error("$SYS.REQ.ACCOUNT.AABC.CLAIMS.UPDATE", operator.issue(tenant)))
                .isEqualTo("jwt update resulted in error - subject does not match jwt content");
        assertThat(error("$SYS.REQ.CLAIMS.DELETE", foreignOrder))
                .isEqualTo("delete accounts request by " + name(stranger) + " failed - not trusted");
        assertThat(error("$SYS.REQ.CLAIMS.DELETE", operator.deletion(List.of(name(systemKey)))))
                .endsWith("failed - not allowed to delete system account");
    }

    @Test
    void asksOthersInTheSystemAccountForAnAccountItLacks() throws Exception {
        NkeyPair lacked = key(KeyKind.ACCOUNT);
        String jwt = operator.issue(AccountClaims.builder(name(lacked)).build());
        assertThatThrownBy(() -> connect(userJwt(lacked, null), user)).isInstanceOf(IOException.class);
        Connection other = connectAdmin();
        Dispatcher answering = other.createDispatcher(message -> other.publish(
                message.getReplyTo(), message.getSubject().contains(name(lacked)) ? jwt.getBytes(UTF_8) : new byte[0]));
        answering.subscribe("$SYS.REQ.ACCOUNT.*.CLAIMS.LOOKUP");
        other.flush(SOON);

        Connection client = connect(userJwt(lacked, null), user);

        assertThat(client.getStatus()).isEqualTo(Connection.Status.CONNECTED);
        assertThat(Objects.requireNonNull(directory).resolve(name(lacked) + ".jwt"))
                .content()
                .isEqualTo(jwt);
    }

    @Test
    void sendsEverythingToAServerThatHasSomethingElse() throws Exception {
        Connection other = connectAdmin();
        var inbox = other.subscribe("packs");
        other.publish("$SYS.REQ.CLAIMS.PACK", "packs", new byte[32]);

        List<String> packs = new ArrayList<>();
        for (Message message = inbox.nextMessage(SOON);
                message.getData().length > 0;
                message = inbox.nextMessage(SOON)) {
            packs.add(new String(message.getData(), UTF_8).split("\\|")[0]);
        }

        assertThat(packs).containsExactlyInAnyOrder(name(systemKey), name(tenantKey));
    }

    private Connection connectAdmin() throws Exception {
        NkeyPair admin = key(KeyKind.USER);
        return connect(
                new JwtIssuer(systemKey, Instant::now)
                        .user("admin", name(admin), name(systemKey), UserLimits.UNLIMITED, null),
                admin);
    }

    @Test
    void endsWhoHasMoreSubscriptionsThanALoweredLimitAllows() throws Exception {
        Connection many = connect(userJwt(tenantKey, null), user);
        many.subscribe("a");
        many.subscribe("b");
        many.flush(SOON);
        Connection few = connect(userJwt(tenantKey, null), user);
        few.subscribe("a");
        few.flush(SOON);

        push(operator.issue(tenant.toBuilder()
                .limits(AccountLimits.UNLIMITED.withSubscriptions(1))
                .build()));

        await().until(() -> many.getStatus() == Connection.Status.CLOSED);
        assertThat(many.getLastError()).containsIgnoringCase("maximum subscriptions exceeded");
        few.flush(SOON);
    }

    @Test
    void showsWhoFoundAnAccountFullAsOneOfThatAccount() throws Exception {
        push(limited(0));

        assertThatThrownBy(() -> connect(userJwt(tenantKey, null), user)).isInstanceOf(IOException.class);

        assertThat(await().until(
                                () -> node().node.closedConnections(),
                                closed -> closed.stream()
                                        .anyMatch(each ->
                                                each.closedReason() == ClosedReason.MAX_ACCOUNT_CONNECTIONS_EXCEEDED)))
                .filteredOn(each -> each.closedReason() == ClosedReason.MAX_ACCOUNT_CONNECTIONS_EXCEEDED)
                .allMatch(each -> name(tenantKey).equals(each.account()));
    }

    @Test
    void saysWhenAnAccountImportsWhatItMayNot() throws Exception {
        connect(userJwt(tenantKey, null), user);
        String info = "$SYS.REQ.ACCOUNT." + name(tenantKey) + ".INFO";
        assertThat(ask(info, "").path("data").path("complete").asBoolean()).isTrue();

        push(operator.issue(tenant.toBuilder()
                .imports(List.of(ofSystem("no.such.service", "mine")))
                .build()));

        assertThat(ask(info, "").path("data").path("complete").asBoolean()).isFalse();
        assertThat(ask(info, "").path("data").path("imports").toString()).doesNotContain("no.such.service");
    }

    private String limited(long limit) {
        return operator.issue(tenant.toBuilder()
                .limits(AccountLimits.UNLIMITED.withConnections(limit))
                .build());
    }

    private void push(String jwt) throws Exception {
        assertThat(ask("$SYS.REQ.CLAIMS.UPDATE", jwt).path("data").path("code").asInt())
                .isEqualTo(200);
    }

    private String error(String subject, String body) throws Exception {
        return ask(subject, body).path("error").path("description").asText();
    }

    private String lookup() throws Exception {
        return new String(
                request("$SYS.REQ.ACCOUNT." + name(tenantKey) + ".CLAIMS.LOOKUP", "")
                        .getData(),
                UTF_8);
    }

    private JsonNode ask(String subject, String body) throws Exception {
        return JSON.readTree(request(subject, body).getData());
    }

    private Message request(String subject, String body) throws Exception {
        NkeyPair admin = key(KeyKind.USER);
        String jwt = new JwtIssuer(systemKey, Instant::now)
                .user("admin", name(admin), name(systemKey), UserLimits.UNLIMITED, null);
        Connection system = connect(jwt, admin);
        Message answer = answerTo(system, subject, body);
        system.close();
        return answer;
    }

    private static Message answerTo(Connection client, String subject, String body) throws InterruptedException {
        return Objects.requireNonNull(client.request(subject, body.getBytes(UTF_8), SOON), subject);
    }

    private String userJwt(NkeyPair issuer, @Nullable Instant expires) {
        return new JwtIssuer(issuer, () -> Instant.now().minusSeconds(1))
                .user("u", name(user), name(issuer), UserLimits.UNLIMITED, expires);
    }

    private Connection connect(String jwt, NkeyPair userKey) throws Exception {
        Options options = new Options.Builder()
                .server(node().url())
                .noReconnect()
                .authHandler(Nats.staticCredentials(jwt.toCharArray(), new String(userKey.seed(), UTF_8).toCharArray()))
                .build();
        Connection connection = Nats.connect(options);
        connections.add(connection);
        return connection;
    }

    private Running node() {
        return Objects.requireNonNull(running);
    }

    private static NkeyPair key(KeyKind kind) {
        return NkeyPair.generate(kind, new SecureRandom());
    }

    private static String name(NkeyPair pair) {
        return pair.publicKey().toString();
    }

    /** The node with everything that makes operator mode. */
    private final class Running implements AutoCloseable {
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final Node node;
        private final Monitoring monitoring;
        private final OperatorAuthenticator authenticator;

        private Running(Path directory) throws IOException {
            Accounts accounts = new Accounts(name(systemKey));
            JwtStore store =
                    DirectoryJwtStore.open(directory, 10, JwtStore.DeleteMode.RENAMED, Clock.system(), Log.none());
            store.save(name(systemKey), systemJwt);
            OperatorAccounts operatorAccounts = new OperatorAccounts(
                    TrustedOperators.of(List.of(operatorJwt)), store, accounts, timer, Clock.system(), Log.none());
            MonitoringSettings settings = MonitoringSettings.of("127.0.0.1", 0, true, Instant.now());
            monitoring = new Monitoring(accounts, () -> settings, Clock.system(), Randomness.secure(), Log.none());
            authenticator = new OperatorAuthenticator(
                    operatorAccounts, OperatorRules.NONE, new TrustedProxies(List.of()), null, timer, Clock.system());
            node = new Node(
                    new NodeIdentity("NSERVER", "node", NodeIdentity.COMPATIBLE_VERSION),
                    NodeOptions.DEFAULTS.withHost("127.0.0.1").withPort(0).withLoops(1),
                    accounts,
                    authenticator,
                    monitoring.events(),
                    Clock.system(),
                    Randomness.secure(),
                    Log.none());
            Sharing sharing = new Sharing(accounts, Clock.system(), Randomness.secure());
            node.serve(sharing);
            monitoring.sharing(sharing);
            operatorAccounts.listen(new ClaimsSharing(operatorAccounts, sharing, timer, Clock.system(), Log.none()));
            node.bind();
            monitoring.start(node, operatorAccounts);
            node.start();
        }

        private String url() {
            try {
                return "nats://127.0.0.1:" + node.bind().getPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            monitoring.close();
            node.stop();
            timer.shutdownNow();
        }
    }
}
