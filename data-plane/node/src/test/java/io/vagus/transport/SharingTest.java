package io.vagus.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.Authenticator;
import io.vagus.account.ConnectionType;
import io.vagus.account.Peer;
import io.vagus.account.UserIdentity;
import io.vagus.account.sharing.ExportAccess;
import io.vagus.account.sharing.ResponseType;
import io.vagus.account.sharing.ServiceExport;
import io.vagus.account.sharing.ServiceImport;
import io.vagus.account.sharing.ServiceLatency;
import io.vagus.account.sharing.Shares;
import io.vagus.account.sharing.Sharing;
import io.vagus.account.sharing.StreamExport;
import io.vagus.account.sharing.StreamImport;
import io.vagus.base.Clock;
import io.vagus.base.Randomness;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages between accounts; users are named for their account. */
class SharingTest {

    private static final Pattern REPLY = Pattern.compile("_R_\\.\\w{6}\\.\\w{6}");

    private RunningNode running;
    private Sharing sharing;

    @BeforeEach
    void start() throws IOException {
        running = new RunningNode(options -> options, ByAccount::new);
        sharing = new Sharing(running.accounts, Clock.system(), Randomness.secure());
        running.node.serve(sharing);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private RawClient in(String account) throws IOException {
        return RawClient.connected(
                running.address,
                "\"user\":\"" + account + "\",\"verbose\":false,\"headers\":true,\"no_responders\":true");
    }

    private static Shares streams(List<StreamExport> exports, List<StreamImport> imports) {
        return new Shares(exports, List.of(), imports, List.of());
    }

    private static Shares services(List<ServiceExport> exports, List<ServiceImport> imports) {
        return new Shares(List.of(), exports, List.of(), imports);
    }

    private static ServiceExport service(String subject) {
        return ServiceExport.singleton(subject, ExportAccess.PUBLIC);
    }

    private static String reply(String text) {
        Matcher matcher = REPLY.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group();
    }

    @Test
    void hearsImportedStreamsUnderTheirLocalSubject() throws IOException {
        sharing.update("A", streams(List.of(new StreamExport("pub.>", ExportAccess.PUBLIC)), List.of()));
        sharing.update(
                "B",
                streams(
                        List.of(),
                        List.of(
                                new StreamImport("A", "pub.>", "", "from.a", false, null),
                                new StreamImport("A", "pub.t.*.*", "tt.$2.$1", "", false, null))));
        try (RawClient a = in("A");
                RawClient b = in("B")) {
            b.exchange("SUB from.a.pub.x 1\r\nSUB tt.> 2\r\nSUB pub.> 3\r\n");
            a.exchange("SUB from.> 9\r\nPUB pub.x 2\r\nhi\r\nPUB pub.t.1.2 r 2\r\nho\r\n");

            assertThat(b.exchange("PUB from.a.pub.x 2\r\nme\r\n"))
                    .isEqualTo(
                            "MSG from.a.pub.x 1 2\r\nhi\r\nMSG tt.2.1 2 r 2\r\nho\r\nMSG from.a.pub.x 1 2\r\nme\r\n");
            assertThat(a.exchange("")).isEmpty();
        }
    }

    @Test
    void showsWhatTheNodeDeliversUnderItsOwnSubjectAcrossImports() throws IOException {
        sharing.update(
                "A",
                new Shares(
                        List.of(new StreamExport("to.>", ExportAccess.PUBLIC)),
                        List.of(service("ask.>")),
                        List.of(),
                        List.of()));
        sharing.update(
                "B",
                new Shares(
                        List.of(),
                        List.of(),
                        List.of(
                                new StreamImport("A", "to.>", "", "", false, null),
                                new StreamImport("A", "to.*.y", "", "from", false, null)),
                        List.of(ServiceImport.of("A", "ask.>"))));
        Account exporter = Objects.requireNonNull(running.accounts.find("A"));
        InternalClient.Batch batch = InternalClient.batch();
        try (RawClient a = in("A");
                RawClient b = in("B")) {
            b.exchange("SUB to.x 1\r\nSUB from.to.z.y 2\r\nSUB inbox 3\r\n");
            a.exchange("SUB ask.> 1\r\n");
            b.exchange("PUB ask.1 inbox 0\r\n\r\n");
            assertThat(batch.deliver(exporter, bytes("to.x"), bytes("stored"), bytes("r"), null, bytes("1")))
                    .isTrue();
            batch.deliver(exporter, bytes("to.z.y"), bytes("stored"), null, null, bytes("2"));
            batch.publish(exporter, bytes("to.z.y"), null, null, bytes("3"));
            batch.deliver(exporter, bytes(reply(a.exchange(""))), bytes("stored"), null, null, bytes("4"));
            batch.flush();

            assertThat(b.exchange(""))
                    .isEqualTo("MSG stored 1 r 1\r\n1\r\nMSG stored 2 1\r\n2\r\nMSG from.to.z.y 2 1\r\n3\r\n"
                            + "MSG stored 3 1\r\n4\r\n");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void appliesChangedImportsToSubscriptionsThatAreThere() throws IOException {
        Shares exporter = streams(List.of(new StreamExport("pub.>", ExportAccess.PUBLIC)), List.of());
        Shares importer = streams(List.of(), List.of(StreamImport.of("A", "pub.>")));
        try (RawClient a = in("A");
                RawClient b = in("B")) {
            b.exchange("SUB pub.x 1\r\n");
            a.exchange("PUB pub.x 1\r\n1\r\n");
            sharing.update("B", importer);
            a.exchange("PUB pub.x 1\r\n2\r\n");
            sharing.update("A", exporter);
            a.exchange("PUB pub.x 1\r\n3\r\n");
            assertThat(b.exchange("")).isEqualTo("MSG pub.x 1 1\r\n3\r\n");
            sharing.update("B", Shares.NONE);
            a.exchange("PUB pub.x 1\r\n4\r\n");
            sharing.update("B", importer);
            b.exchange("UNSUB 1\r\n");
            a.exchange("PUB pub.x 1\r\n5\r\n");
            assertThat(b.exchange("")).isEmpty();
            assertThat(Objects.requireNonNull(running.accounts.find("A"))
                            .interest()
                            .size())
                    .isZero();
        }
    }

    @Test
    void endsALimitedSubscriptionAcrossAnImport() throws IOException {
        sharing.update("A", streams(List.of(new StreamExport("pub.>", ExportAccess.PUBLIC)), List.of()));
        sharing.update("B", streams(List.of(), List.of(StreamImport.of("A", "pub.>"))));
        try (RawClient a = in("A");
                RawClient b = in("B")) {
            b.exchange("SUB pub.x 1\r\nUNSUB 1 2\r\n");
            a.exchange("PUB pub.x 1\r\n1\r\n".repeat(4));
            assertThat(b.exchange("")).isEqualTo("MSG pub.x 1 1\r\n1\r\n".repeat(2));
            await().until(() -> Objects.requireNonNull(running.accounts.find("A"))
                            .interest()
                            .size()
                    == 0);
        }
    }

    @Test
    void answersRequestsOnceThroughAServiceImport() throws IOException {
        sharing.update("A", services(List.of(service("svc.*")), List.of()));
        sharing.update("B", services(List.of(), List.of(new ServiceImport("A", "svc.*", "ask.$1", false, null))));
        try (RawClient a = in("A");
                RawClient b = in("B")) {
            a.exchange("SUB svc.x 7\r\n");
            assertThat(b.exchange("SUB in.* 1\r\nPUB ask.x in.1 2\r\nhi\r\n")).isEmpty();
            String request = a.exchange("");
            assertThat(request)
                    .startsWith("HMSG svc.x 7 _R_.")
                    .contains("Nats-Request-Info: {\"acc\":\"B\"")
                    .endsWith("hi\r\n");
            String answer = "PUB " + reply(request) + " 2\r\nho\r\n";
            a.exchange(answer + answer);
            assertThat(b.exchange("")).isEqualTo("MSG in.1 1 2\r\nho\r\n");
        }
    }

    @Test
    void tellsTheRequesterThatNobodyRespondsBehindAnImport() throws IOException {
        sharing.update("A", services(List.of(service("svc")), List.of()));
        sharing.update("B", services(List.of(), List.of(ServiceImport.of("A", "svc"))));
        try (RawClient b = in("B")) {
            assertThat(b.exchange("SUB in.* 1\r\nPUB svc in.1 2\r\nhi\r\n")).contains("NATS/1.0 503", "svc");
        }
    }

    @Test
    void goesOnThroughTwoAccountsAndBack() throws IOException {
        sharing.update("A", services(List.of(service("deep")), List.of()));
        sharing.update(
                "B", services(List.of(service("mid")), List.of(new ServiceImport("A", "deep", "mid", true, null))));
        sharing.update("C", services(List.of(), List.of(new ServiceImport("B", "mid", "top", false, null))));
        try (RawClient a = in("A");
                RawClient c = in("C")) {
            a.exchange("SUB deep 1\r\n");
            c.exchange("SUB in.* 1\r\nPUB top in.1 2\r\nhi\r\n");
            String request = a.exchange("");
            assertThat(request).contains("\"acc\":\"C\",\"svc\":\"B\"", "\"server\":\"node\"");
            a.exchange("PUB " + reply(request) + " 2\r\nho\r\n");
            assertThat(c.exchange("")).isEqualTo("MSG in.1 1 2\r\nho\r\n");
        }
    }

    @Test
    void keepsAStreamOfAnswersOpenUntilItIsEmpty() throws IOException {
        ServiceExport stream =
                new ServiceExport("svc", ExportAccess.PUBLIC, ResponseType.STREAM, Duration.ofMinutes(1), null, false);
        sharing.update("A", services(List.of(stream), List.of()));
        sharing.update("B", services(List.of(), List.of(ServiceImport.of("A", "svc"))));
        try (RawClient a = in("A");
                RawClient b = in("B")) {
            a.exchange("SUB svc 1\r\n");
            b.exchange("SUB in.* 1\r\nPUB svc in.1 2\r\nhi\r\n");
            String to = reply(a.exchange(""));
            a.exchange(("PUB " + to + " 1\r\n1\r\n").repeat(2) + "PUB " + to + " 0\r\n\r\nPUB " + to + " 1\r\n2\r\n");
            assertThat(b.exchange("")).isEqualTo("MSG in.1 1 1\r\n1\r\n".repeat(2) + "MSG in.1 1 0\r\n\r\n");
        }
    }

    @Test
    void measuresAServiceAndSaysWhenItDoesNotAnswer() throws IOException {
        ServiceExport measured = new ServiceExport(
                "svc",
                ExportAccess.PUBLIC,
                ResponseType.SINGLETON,
                Duration.ofMillis(200),
                new ServiceLatency(ServiceLatency.EVERY_REQUEST, "latency"),
                false);
        sharing.update("A", services(List.of(measured), List.of()));
        sharing.update("B", services(List.of(), List.of(ServiceImport.of("A", "svc"))));
        try (RawClient a = in("A");
                RawClient b = in("B")) {
            b.exchange("SUB in.* 1\r\nPUB svc in.0 2\r\nhi\r\n");
            a.exchange("SUB svc 1\r\nSUB latency 2\r\n");
            b.exchange("PUB svc in.1 2\r\nhi\r\n");
            String to = reply(a.exchange(""));
            a.send("PUB " + to + " 2\r\nho\r\n");
            assertThat(a.readUntil("\"total\""))
                    .contains("io.nats.server.metric.v1.service_latency", "\"status\":200", "\"responder\":{");
            b.exchange("PUB svc in.2 2\r\nhi\r\n");
            assertThat(a.readUntil("\"total\"")).contains("\"status\":504", "Service Timeout");
        }
    }

    @Test
    void saysThatARequesterOfAMeasuredServiceDidNotWait() throws IOException {
        ServiceExport measured = new ServiceExport(
                "svc",
                ExportAccess.PUBLIC,
                ResponseType.SINGLETON,
                Duration.ofMinutes(1),
                new ServiceLatency(ServiceLatency.EVERY_REQUEST, "latency"),
                false);
        sharing.update("A", services(List.of(measured), List.of()));
        sharing.update("B", services(List.of(), List.of(ServiceImport.of("A", "svc"))));
        try (RawClient a = in("A");
                RawClient b = in("B");
                RawClient other = in("B")) {
            a.exchange("SUB svc 1\r\nSUB latency 2\r\n");
            b.exchange("SUB in.* 1\r\nSUB in.1 2\r\nPUB svc in.1 2\r\nhi\r\nUNSUB 2\r\n");
            assertThat(a.exchange("")).contains("MSG svc 1").doesNotContain("408");
            b.exchange("UNSUB 1\r\n");
            assertThat(a.readUntil("\"total\"")).contains("\"status\":408", "Request Timeout", "\"acc\":\"B\"");

            other.exchange("SUB in.> 1\r\nPUB svc in.2 2\r\nhi\r\n");
            other.close();
            assertThat(a.readUntil("\"total\"")).contains("\"status\":408");
        }
    }

    @Test
    void handsRequestsToServicesOfTheNodeAndAnswersBack() throws IOException {
        sharing.update("A", services(List.of(service("svc")), List.of()));
        sharing.update("B", services(List.of(), List.of(new ServiceImport("A", "svc", "ask", true, null))));
        InternalClient inside = running.node.internalClient(running.accounts.getOrCreate("A"));
        List<String> headers = new CopyOnWriteArrayList<>();
        inside.subscribe("svc", null, message -> {
            headers.add(new String(Objects.requireNonNull(message.headers())));
            inside.publish(Objects.requireNonNull(message.reply()), null, null, message.payload());
        });
        try (RawClient b = in("B")) {
            b.send("SUB in.* 1\r\nPUB ask in.1 2\r\nhi\r\n");
            assertThat(b.readUntil("hi\r\n")).isEqualTo("MSG in.1 1 2\r\nhi\r\n");
            assertThat(headers).hasSize(1);
            assertThat(headers.getFirst()).contains("Nats-Request-Info: {\"start\"", "\"acc\":\"B\",\"user\":\"B\"");
        }
    }

    @Test
    void saysWhyAnImportIsNotPossible() {
        ExportAccess onlyC = new ExportAccess(java.util.Set.of("C"), false, 0, java.util.Set.of(), Map.of());
        sharing.update("A", streams(List.of(new StreamExport("pub.>", onlyC)), List.of()));
        assertThat(sharing.update("B", streams(List.of(), List.of(StreamImport.of("A", "pub.x")))))
                .containsExactly("Error adding stream import to account [B]: stream import not authorized");
        assertThat(sharing.update("C", streams(List.of(), List.of(StreamImport.of("A", "pub.x")))))
                .containsExactly("Error adding stream import to account [B]: stream import not authorized");
        sharing.update("B", services(List.of(service("x")), List.of(ServiceImport.of("D", "x"))));
        assertThat(sharing.update("D", services(List.of(service("x")), List.of(ServiceImport.of("B", "x")))))
                .containsExactly("Error adding service import to account [D]: import forms a cycle");
    }

    @Test
    void stopsARequestThatWouldGoRoundInCircles() throws IOException {
        sharing.update("A", services(List.of(service(">")), List.of(new ServiceImport("C", "d", "a", false, null))));
        sharing.update("B", services(List.of(service(">")), List.of(new ServiceImport("A", "a", "a", false, null))));
        assertThat(sharing.update(
                        "C", services(List.of(service(">")), List.of(new ServiceImport("B", "a", "d", false, null)))))
                .isEmpty();
        try (RawClient a = in("A");
                RawClient b = in("B")) {
            b.exchange("SUB a 1\r\n");
            a.exchange("SUB in.* 1\r\nPUB a in.1 2\r\nhi\r\n");
            assertThat(b.exchange("").split("HMSG a 1", -1)).hasSize(2);
            a.exchange("PUB a in.2 2\r\nhi\r\n");
            b.exchange("UNSUB 1\r\n");
            assertThat(a.exchange("PUB a in.3 2\r\nhi\r\n")).contains("NATS/1.0 503");
        }
    }

    /** Lets everybody into the account that they name as their user. */
    private record ByAccount(Accounts accounts) implements Authenticator {
        @Override
        public Threshold threshold(ConnectionType type) {
            return Threshold.REQUIRED;
        }

        @Override
        public boolean nonceRequired() {
            return false;
        }

        @Override
        public CompletionStage<Verdict> authenticate(Attempt attempt) {
            String name = Objects.requireNonNull(attempt.connect().user());
            return CompletableFuture.completedFuture(
                    Allowed.unrestricted(accounts.getOrCreate(name), UserIdentity.named(name)));
        }

        @Override
        public Verdict anonymous(Peer peer) {
            return Denied.violation("nobody");
        }
    }
}
