package io.vagus.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client sees on the wire; every expected text was read from nats-server 2.15.2. */
class ClientProtocolTest {

    private static RunningNode running;

    @BeforeAll
    static void start() throws IOException {
        running = new RunningNode();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void greetsWithInfo() throws IOException {
        try (RawClient client = new RawClient(running.address)) {
            assertThat(client.readUntil("\r\n"))
                    .startsWith(
                            "INFO {\"server_id\":\"NSERVER\",\"server_name\":\"node\",\"version\":\"2.15.2\",\"proto\":1,")
                    .contains("\"headers\":true,\"max_payload\":1048576,\"client_id\":", "\"client_ip\":\"127.0.0.1\"")
                    .contains("\"port\":" + running.address.getPort() + ",")
                    .doesNotContain("auth_required", "nonce", "connect_info")
                    .endsWith("} \r\n");
        }
    }

    @Test
    void tellsItsAccountAfterTheFirstPong() throws IOException {
        try (RawClient client = RawClient.connected(running.address, "\"verbose\":false,\"protocol\":1")) {
            client.send("PING\r\n");

            assertThat(client.readUntil("} \r\n"))
                    .startsWith("PONG\r\nINFO {")
                    .contains("\"connect_info\":true,\"remote_account\":\"$G\"");
            assertThat(client.exchange("")).isEmpty();
        }
    }

    @Test
    void confirmsEachOperationOfAVerboseClient() throws IOException {
        try (RawClient client = RawClient.connected(running.address, "\"verbose\":true,\"pedantic\":false")) {
            assertThat(client.exchange("SUB v 1\r\nPUB v 2\r\nhi\r\nUNSUB 1\r\nUNSUB 9\r\n"))
                    .isEqualTo("+OK\r\n+OK\r\n+OK\r\nMSG v 1 2\r\nhi\r\n+OK\r\n+OK\r\n");
        }
    }

    @Test
    void deliversToEachMatchingSubscription() throws IOException {
        try (RawClient client = running.client()) {
            assertThat(client.exchange("SUB d.x 1\r\nSUB d.* 2\r\nSUB e 3\r\nPUB d.x r 2\r\nhi\r\n"))
                    .contains("MSG d.x 1 r 2\r\nhi\r\n", "MSG d.x 2 r 2\r\nhi\r\n")
                    .doesNotContain("MSG d.x 3");
        }
    }

    @Test
    void writesTheControlLineAnewWhenItIsOddlySpaced() throws IOException {
        try (RawClient client = running.client()) {
            assertThat(client.exchange(
                            "SUB odd 1\r\nPUB  odd \t r   0002  \r\nhi\r\nPUB odd 2\nho\r\nHPUB odd 0 2\r\nhu\r\n"))
                    .isEqualTo("MSG odd 1 r 0002\r\nhi\r\nMSG odd 1 2\r\nho\r\nMSG odd 1 2\r\nhu\r\n");
        }
    }

    @Test
    void keepsOwnMessagesFromAClientWithoutEcho() throws IOException {
        try (RawClient silent = RawClient.connected(running.address, "\"verbose\":false,\"echo\":false");
                RawClient other = running.client()) {
            other.exchange("SUB ec 1\r\n");

            assertThat(silent.exchange("SUB ec 1\r\nPUB ec 2\r\nhi\r\n")).isEmpty();
            assertThat(other.readUntil("hi\r\n")).isEqualTo("MSG ec 1 2\r\nhi\r\n");
        }
    }

    @Test
    void endsASubscriptionAfterItsMaximumCountedFromItsBeginning() throws IOException {
        try (RawClient client = running.client()) {
            String one = "PUB m 2\r\nhi\r\n";
            String got = "MSG m 1 2\r\nhi\r\n";

            assertThat(client.exchange("SUB m 1\r\n" + one.repeat(3) + "UNSUB 1 5\r\n" + one.repeat(4)))
                    .isEqualTo(got.repeat(5));
            assertThat(client.exchange("SUB m 2\r\n" + one + "UNSUB 2 1\r\n" + one))
                    .isEqualTo("MSG m 2 2\r\nhi\r\n");
        }
    }

    @Test
    void tellsARequesterThatNobodyResponds() throws IOException {
        try (RawClient client = running.client()) {
            assertThat(client.exchange("SUB nr.* 7\r\nPUB nobody nr.1 2\r\nhi\r\n"))
                    .isEqualTo("HMSG nr.1 7 38 38\r\nNATS/1.0 503\r\nNats-Subject: nobody\r\n\r\n\r\n");
        }
    }

    @Test
    void passesHeadersToThoseWhoKnowThemAndStripsThemForOthers() throws IOException {
        try (RawClient modern = running.client();
                RawClient old = RawClient.connected(running.address, "\"verbose\":false")) {
            modern.exchange("SUB h 1\r\n");
            old.exchange("SUB h 1\r\n");

            modern.send("HPUB h r 12 14\r\nNATS/1.0\r\n\r\nhi\r\n");

            assertThat(modern.readUntil("hi\r\n")).isEqualTo("HMSG h 1 r 12 14\r\nNATS/1.0\r\n\r\nhi\r\n");
            assertThat(old.readUntil("hi\r\n")).isEqualTo("MSG h 1 r 2\r\nhi\r\n");
        }
    }

    @Test
    void spreadsMessagesEvenlyOverAQueueGroup() throws IOException {
        int messages = 8_000;
        try (RawClient publisher = running.client();
                RawClient first = running.client();
                RawClient second = running.client()) {
            first.exchange("SUB qd g 1\r\nSUB qd g 2\r\n");
            second.exchange("SUB qd g 3\r\nSUB qd g 4\r\n");

            publisher.exchange("PUB qd 1\r\nx\r\n".repeat(messages));

            String all = first.exchange("") + second.exchange("");
            int total = 0;
            for (int sid = 1; sid <= 4; sid++) {
                int share = all.split("MSG qd " + sid + " ", -1).length - 1;
                assertThat(share).isBetween(messages / 4 - 300, messages / 4 + 300);
                total += share;
            }
            assertThat(total).isEqualTo(messages);
        }
    }

    @Test
    void givesAMessageToAnotherMemberWhenOneIsUsedUp() throws IOException {
        try (RawClient client = running.client()) {
            String answer =
                    client.exchange("SUB qu g 1\r\nSUB qu g 2\r\nUNSUB 1 1\r\n" + "PUB qu 1\r\nx\r\n".repeat(200));

            assertThat(answer.split("MSG qu", -1)).hasSize(201);
            assertThat(answer.split("MSG qu 1 ", -1)).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void complainsOfBadSubjects() throws IOException {
        try (RawClient pedantic = RawClient.connected(running.address, "\"verbose\":false,\"pedantic\":true")) {
            assertThat(pedantic.exchange("SUB a..b 1\r\nSUB w.> 2\r\nPUB w.* 2\r\nhi\r\nPUB w..x 2\r\nhi\r\n"))
                    .isEqualTo("-ERR 'Invalid Subject'\r\n-ERR 'Invalid Publish Subject'\r\nMSG w.* 2 2\r\nhi\r\n"
                            + "-ERR 'Invalid Publish Subject'\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "_GR_.x, r, Publish to \"_GR_.x\"",
        "$NRG.x, r, Publish to \"$NRG.x\"",
        "foo, _R_.x, Publish with Reply of \"_R_.x\"",
        "foo, _GR_.x, Publish with Reply of \"_GR_.x\"",
        "foo, $JS.ACK.a, Publish with Reply of \"$JS.ACK.a\""
    })
    void keepsReservedSubjectsFromClients(String subject, String reply, String complaint) throws IOException {
        try (RawClient client = running.client()) {
            assertThat(client.exchange("SUB > 1\r\nPUB " + subject + " " + reply + " 2\r\nhi\r\n"))
                    .isEqualTo("-ERR 'Permissions Violation for " + complaint + "'\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1, -ERR 'Unknown Protocol Operation'",
        "PUB big 1048577, -ERR 'Maximum Payload Violation'",
        "PUB foo x, ''",
        "'CONNECT {\"protocol\":2}', -ERR 'invalid client protocol'",
        "'CONNECT {\"verbose\":false,\"no_responders\":true}', -ERR 'no responders requires headers support'",
        "CONNECT {bad, ''"
    })
    void closesOnABrokenStream(String line, String error) throws IOException {
        try (RawClient client = new RawClient(running.address)) {
            client.readUntil("\r\n");

            client.send(line + "\r\n");

            assertThat(client.readToEnd().strip()).isEqualTo(error);
        }
    }

    @Test
    void deliversEveryByteOfMessagesOfAllSizesHoweverTheyAreSent() throws IOException {
        int messages = 1_500;
        Random random = new Random(11);
        StringBuilder sent = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < messages; i++) {
            int size = random.nextInt(20) == 0 ? random.nextInt(200_000) : random.nextInt(3_000);
            String payload = payload(random, size);
            String reply = random.nextBoolean() ? "" : "_INBOX." + random.nextInt() + " ";
            if (random.nextInt(3) == 0) {
                String rest = reply + "12 " + (12 + size) + "\r\nNATS/1.0\r\n\r\n" + payload + "\r\n";
                sent.append("HPUB all.x ").append(rest);
                expected.append("HMSG all.x 1 ").append(rest);
            } else {
                String rest = reply + size + "\r\n" + payload + "\r\n";
                sent.append("PUB all.x ").append(rest);
                expected.append("MSG all.x 1 ").append(rest);
            }
        }
        byte[] stream = sent.toString().getBytes(ISO_8859_1);
        try (RawClient publisher = running.client();
                RawClient exact = running.client();
                RawClient wild = running.client()) {
            exact.exchange("SUB all.x 1\r\n");
            wild.exchange("SUB all.> 1\r\n");
            Thread sender = Thread.ofPlatform().start(() -> sendInPieces(publisher, stream));

            byte[] wanted = expected.toString().getBytes(ISO_8859_1);
            assertThat(Arrays.equals(exact.read(wanted.length), wanted)).isTrue();
            assertThat(Arrays.equals(wild.read(wanted.length), wanted)).isTrue();
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String payload(Random random, int size) {
        char[] chars = new char[size];
        for (int i = 0; i < size; i++) {
            chars[i] = (char) random.nextInt(256);
        }
        return new String(chars);
    }

    private static void sendInPieces(RawClient client, byte[] stream) {
        Random random = new Random(12);
        try {
            for (int at = 0; at < stream.length; ) {
                int length = Math.min(stream.length - at, 1 + random.nextInt(random.nextInt(10) == 0 ? 7 : 60_000));
                client.send(Arrays.copyOfRange(stream, at, at + length));
                at += length;
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aSecondConnectEndsAllSubscriptions() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient client = running.client()) {
            client.exchange("SUB a 1\r\n");

            assertThat(client.exchange("CONNECT {}\r\nPUB a 1\r\nx\r\n")).isEmpty();

            assertThat(running.accounts.global().subscriptions()).isZero();
        }
    }

    @Test
    void holdsSubscriptionsToAsManyTokensAsAreAllowed() throws IOException {
        try (RunningNode running = new RunningNode(
                        options -> options.withClientPort(PortOptions.DEFAULTS.withMaxSubscriptionTokens(2)));
                RawClient client = running.client()) {
            assertThat(client.exchange("SUB a.b 1\r\n")).isEmpty();
            assertThat(client.exchange("SUB a.b.c q 2\r\n"))
                    .isEqualTo("-ERR 'Permissions Violation for Subscription to \"a.b.c\", too many tokens'\r\n");
        }
    }

    @Test
    void servesNoHeadersWhereThereAreToBeNone() throws IOException {
        try (RunningNode running =
                        new RunningNode(options -> options.withClientPort(PortOptions.DEFAULTS.withNoHeaders(true)));
                RawClient client = new RawClient(running.address)) {
            assertThat(client.readUntil("\r\n")).contains("\"headers\":false");

            client.send("CONNECT {\"verbose\":false,\"headers\":true}\r\nHPUB a 12 12\r\nNATS/1.0\r\n\r\n\r\n");

            assertThat(client.readToEnd()).isIn("", "<reset>");
        }
    }

    @Test
    void tellsTheAddressThatIsAdvertised() throws IOException {
        try (RunningNode running = new RunningNode(options ->
                        options.withClientPort(PortOptions.DEFAULTS.withClientAdvertise("nats.example:4333")));
                RawClient client = new RawClient(running.address)) {
            assertThat(client.readUntil("\r\n")).contains("\"host\":\"nats.example\",\"port\":4333,");
        }
    }
}
