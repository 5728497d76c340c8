package io.vagus.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.client.AuthHandler;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The checks, in the order in which they are printed. Most share one connection; each has subjects of its own. */
final class Scenario {

    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration FAST = Duration.ofSeconds(2);
    private static final int QUEUE_MEMBERS = 4;
    private static final int QUEUE_MESSAGES = 200;
    private static final int REQUESTS_AT_ONCE = 50;
    private static final int DRAIN_MESSAGES = 100;

    private final String url;
    private final String creds;
    private final String secondCreds;
    private final Report report;
    private Connection shared;

    Scenario(String url, String creds, String secondCreds, Report report) {
        this.url = url;
        this.creds = creds;
        this.secondCreds = secondCreds;
        this.report = report;
    }

    @FunctionalInterface
    private interface Check {
        void run() throws Exception;
    }

    void run() {
        attempt("connect", () -> shared = open(creds, options()));
        if (shared == null) {
            return;
        }
        attempt("payload-empty", () -> payload(new byte[0]));
        attempt("payload-1-byte", () -> payload("x".getBytes(UTF_8)));
        attempt("payload-64-kib", () -> payload("0123456789abcdef".repeat(4096).getBytes(UTF_8)));
        attempt("payload-binary", () -> payload(everyByte()));
        attempt("wildcard-star", this::starMatchesOneToken);
        attempt("wildcard-greater", this::greaterMatchesTheRest);
        attempt("headers", this::headersComeBack);
        attempt("queue-group", this::queueGroupSharesTheWork);
        attempt("request-reply", this::requestIsAnswered);
        attempt("concurrent-requests", this::concurrentRequestsFindTheirAnswers);
        attempt("no-responders", this::noRespondersIsToldAtOnce);
        attempt("auto-unsubscribe", this::autoUnsubscribeStopsAfterTheLimit);
        attempt("flush-rtt", this::flushTakesOneRoundTrip);
        attempt("echo-off", this::echoOffHidesOwnMessages);
        attempt("max-payload", this::tooLargeAPayloadIsRefused);
        if (secondCreds != null && !secondCreds.isEmpty()) {
            attempt("second-user", this::secondUserSharesTheAccount);
        }
        attempt("drain", this::drainDeliversWhatIsPending);
    }

    private void attempt(String name, Check check) {
        try {
            check.run();
            report.passed(name);
        } catch (Exception | AssertionError e) {
            report.failed(name, e instanceof AssertionError ? e.getMessage() : e.toString());
        }
    }

    private static Options.Builder options() {
        return new Options.Builder().noReconnect().connectionTimeout(WAIT).connectionName("conformance-java");
    }

    private Connection open(String file, Options.Builder options) throws Exception {
        options.server(url);
        if (file != null && !file.isEmpty()) {
            AuthHandler login = Nats.credentials(file);
            // Loading the first signature's classes can take a busy machine longer than the time a server gives to log in.
            login.sign(new byte[1]);
            options.authHandler(login);
        }
        return Nats.connect(options.build());
    }

    private static String freshSubject() {
        return "conformance." + UUID.randomUUID().toString().replace("-", "");
    }

    private static byte[] everyByte() {
        var bytes = new ByteArrayOutputStream();
        IntStream.range(0, 256).forEach(bytes::write);
        bytes.writeBytes("\r\nPING\r\n+OK\r\nMSG x 1 0\r\n".getBytes(UTF_8));
        return bytes.toByteArray();
    }

    private static void expect(Object expected, Object actual, String what) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + ": expected=" + expected + ", actual=" + actual);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private static Message next(Subscription subscription) throws InterruptedException {
        Message message = subscription.nextMessage(WAIT);
        require(message != null, "no message came");
        return message;
    }

    private static String text(Message message) {
        return new String(message.getData(), UTF_8);
    }

    private void payload(byte[] body) throws Exception {
        String subject = freshSubject();
        Subscription subscription = shared.subscribe(subject);
        shared.publish(subject, body);
        byte[] received = next(subscription).getData();
        subscription.unsubscribe();
        require(
                Arrays.equals(body, received),
                "sent " + body.length + " bytes, received " + received.length + " other ones");
    }

    /** Publishes to each of the subjects, then to the end mark, and says which of them the filter was sent. */
    private List<String> received(String filter, String endMark, List<String> subjects) throws Exception {
        Subscription subscription = shared.subscribe(filter);
        subjects.forEach(subject -> shared.publish(subject, new byte[0]));
        shared.publish(endMark, new byte[0]);
        var seen = new ArrayList<String>();
        for (String subject = next(subscription).getSubject();
                !subject.equals(endMark);
                subject = next(subscription).getSubject()) {
            seen.add(subject);
        }
        subscription.unsubscribe();
        return seen;
    }

    private void starMatchesOneToken() throws Exception {
        String p = freshSubject();
        List<String> seen =
                received(p + ".*.c", p + ".end.c", List.of(p + ".a.c", p + ".c", p + ".a.b.c", p + ".b.c", p + ".a.d"));
        expect(List.of(p + ".a.c", p + ".b.c"), seen, "subjects");
    }

    private void greaterMatchesTheRest() throws Exception {
        String p = freshSubject();
        List<String> seen = received(p + ".>", p + ".end", List.of(p, p + ".a", p + ".a.b.c", p + "x.a"));
        expect(List.of(p + ".a", p + ".a.b.c"), seen, "subjects");
    }

    private void headersComeBack() throws Exception {
        String subject = freshSubject();
        Subscription subscription = shared.subscribe(subject);
        Headers headers = new Headers().add("X-One", "single value: with colon").add("X-Many", "first", "second");
        shared.publish(
                NatsMessage.builder().subject(subject).headers(headers).data("body").build());
        Message message = next(subscription);
        subscription.unsubscribe();
        expect("body", text(message), "payload");
        require(message.hasHeaders(), "no headers came");
        expect(List.of("single value: with colon"), message.getHeaders().get("X-One"), "X-One");
        expect(List.of("first", "second"), message.getHeaders().get("X-Many"), "X-Many");
    }

    private record Delivery(int member, String body) {}

    private void queueGroupSharesTheWork() throws Exception {
        String subject = freshSubject();
        var deliveries = new LinkedBlockingQueue<Delivery>();
        var members = new ArrayList<Connection>();
        try {
            for (int i = 0; i < QUEUE_MEMBERS; i++) {
                int member = i;
                Connection connection = open(creds, options());
                members.add(connection);
                connection
                        .createDispatcher(message -> deliveries.add(new Delivery(member, text(message))))
                        .subscribe(subject, "workers");
                connection.flush(WAIT);
            }
            for (int i = 0; i < QUEUE_MESSAGES; i++) {
                shared.publish(subject, String.valueOf(i).getBytes(UTF_8));
            }
            shared.flush(WAIT);
            for (Connection connection : members) {
                connection.flush(WAIT);
            }
            Map<String, Integer> timesSeen = new HashMap<>();
            Set<Integer> served = new HashSet<>();
            for (int i = 0; i < QUEUE_MESSAGES; i++) {
                Delivery delivery = deliveries.poll(WAIT.toMillis(), TimeUnit.MILLISECONDS);
                require(delivery != null, timesSeen.size() + " of " + QUEUE_MESSAGES + " messages came");
                timesSeen.merge(delivery.body(), 1, Integer::sum);
                served.add(delivery.member());
            }
            deliveries.forEach(delivery -> timesSeen.merge(delivery.body(), 1, Integer::sum));
            timesSeen.forEach((body, times) -> expect(1, times, "deliveries of message " + body));
            require(served.size() > 1, "one member served all");
        } finally {
            for (Connection connection : members) {
                connection.close();
            }
        }
    }

    /** Answers every request with its own payload after the prefix. */
    private Dispatcher answer(String subject, String prefix) {
        return shared.createDispatcher(
                        request -> shared.publish(request.getReplyTo(), (prefix + text(request)).getBytes(UTF_8)))
                .subscribe(subject);
    }

    private void requestIsAnswered() throws Exception {
        String subject = freshSubject();
        Dispatcher service = answer(subject, "re: ");
        Message reply = shared.request(subject, "question".getBytes(UTF_8), WAIT);
        shared.closeDispatcher(service);
        require(reply != null, "no answer came");
        expect("re: question", text(reply), "answer");
    }

    private void concurrentRequestsFindTheirAnswers() throws Exception {
        String subject = freshSubject();
        Dispatcher service = answer(subject, "");
        var replies = new ArrayList<CompletableFuture<Message>>();
        for (int i = 0; i < REQUESTS_AT_ONCE; i++) {
            replies.add(shared.request(subject, ("request " + i).getBytes(UTF_8)));
        }
        for (int i = 0; i < REQUESTS_AT_ONCE; i++) {
            expect("request " + i, text(replies.get(i).get(WAIT.toSeconds(), TimeUnit.SECONDS)), "answer");
        }
        shared.closeDispatcher(service);
    }

    private void noRespondersIsToldAtOnce() throws Exception {
        try (Connection connection = open(creds, options().reportNoResponders())) {
            Message answer = connection.request(freshSubject(), new byte[0]).get(FAST.toSeconds(), TimeUnit.SECONDS);
            throw new AssertionError("expected=no responders, actual=" + answer);
        } catch (ExecutionException e) {
            require(
                    e.getCause() instanceof JetStreamStatusException status
                            && status.getStatus().getCode() == 503,
                    "expected=no responders, actual=" + e.getCause());
        }
    }

    private void autoUnsubscribeStopsAfterTheLimit() throws Exception {
        String subject = freshSubject();
        Subscription limited = shared.subscribe(subject).unsubscribe(3);
        Subscription witness = shared.subscribe(subject);
        for (int i = 0; i < 5; i++) {
            shared.publish(subject, new byte[0]);
        }
        for (int i = 0; i < 5; i++) {
            next(witness);
        }
        witness.unsubscribe();
        for (int i = 0; i < 3; i++) {
            next(limited);
        }
        require(!limited.isActive(), "the subscription is still active after its limit");
    }

    private void flushTakesOneRoundTrip() throws Exception {
        shared.flush(WAIT);
        Duration rtt = shared.RTT();
        require(rtt.compareTo(FAST) < 0, "round trip of " + rtt);
    }

    private void echoOffHidesOwnMessages() throws Exception {
        String subject = freshSubject();
        try (Connection silent = open(creds, options().noEcho())) {
            Subscription own = silent.subscribe(subject);
            silent.flush(WAIT);
            Subscription others = shared.subscribe(subject);
            shared.flush(WAIT);
            silent.publish(subject, "from silent".getBytes(UTF_8));
            expect("from silent", text(next(others)), "the other connection");
            shared.publish(subject, "from other".getBytes(UTF_8));
            expect("from other", text(next(own)), "the silent connection");
            others.unsubscribe();
        }
    }

    private void tooLargeAPayloadIsRefused() throws Exception {
        try (Connection connection = open(creds, options())) {
            connection.publish(freshSubject(), new byte[Math.toIntExact(connection.getMaxPayload() + 1)]);
        } catch (IllegalArgumentException expected) {
            return;
        }
        throw new AssertionError("the client sent a message over the limit it was told");
    }

    private void secondUserSharesTheAccount() throws Exception {
        String subject = freshSubject();
        try (Connection second = open(secondCreds, options())) {
            Subscription subscription = second.subscribe(subject);
            second.flush(WAIT);
            shared.publish(subject, "hello".getBytes(UTF_8));
            expect("hello", text(next(subscription)), "payload");
        }
    }

    private void drainDeliversWhatIsPending() throws Exception {
        String subject = freshSubject();
        var seen = new AtomicInteger();
        Connection draining = open(creds, options());
        draining.createDispatcher(message -> seen.incrementAndGet()).subscribe(subject);
        draining.flush(WAIT);
        for (int i = 0; i < DRAIN_MESSAGES; i++) {
            shared.publish(subject, "pending".getBytes(UTF_8));
        }
        shared.flush(WAIT);
        require(draining.drain(WAIT).get(WAIT.toSeconds(), TimeUnit.SECONDS), "drain gave up");
        expect(DRAIN_MESSAGES, seen.get(), "messages");
    }
}
