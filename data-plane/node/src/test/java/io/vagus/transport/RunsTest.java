package io.vagus.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vagus.account.Traffic;
import io.vagus.base.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many messages in one read, which the node delivers together where it can. */
@Timeout(60)
class RunsTest {

    private static final String[] IDS = {
        "1",
        "2",
        "3",
        "4",
        "5",
        "66",
        "77",
        "8888888",
        "99999999",
        "aaaaaaaaa",
        "bbbbbbbbb",
        "ccccccccc",
        "ddddddddd",
        "eeeeeeeee"
    };

    /** Messages of growing size to two subjects in turn, as published and as a receiver gets them. */
    private static String messages(int count, String verb, String id) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String payload = i + "x".repeat(i);
            text.append(verb).append(i % 2 == 0 ? " run.a " : " run.longer ").append(id.isEmpty() ? "" : id + " ");
            text.append(payload.length()).append("\r\n").append(payload).append("\r\n");
        }
        return text.toString();
    }

    @Test
    void everyReceiverGetsAllMessagesInOrderUnderItsOwnId() throws IOException {
        for (int count : new int[] {1, 2, 30, 200, 500}) {
            try (RunningNode running = new RunningNode();
                    RawClient sender = running.client()) {
                List<RawClient> receivers = new ArrayList<>();
                for (String id : IDS) {
                    RawClient receiver = running.client();
                    receiver.exchange("SUB run.* " + id + "\r\n");
                    receivers.add(receiver);
                }
                sender.send(messages(count, "PUB", "") + "PUB run.end 1\r\nx\r\n");

                for (int i = 0; i < IDS.length; i++) {
                    String end = "MSG run.end " + IDS[i] + " 1\r\nx\r\n";
                    String expected = messages(count, "MSG", IDS[i]) + end;
                    assertThat(new String(receivers.get(i).read(expected.length()), ISO_8859_1))
                            .isEqualTo(expected);
                    receivers.get(i).close();
                }
                long payload = messages(count, "PUB", "")
                                .lines()
                                .filter(line -> !line.startsWith("PUB"))
                                .mapToLong(String::length)
                                .sum()
                        + 1;
                await().until(() -> running.accounts
                        .global()
                        .traffic()
                        .equals(new Traffic(count + 1, payload, (count + 1L) * IDS.length, payload * IDS.length)));
            }
        }
    }

    @Test
    void aReceiverThatIsAloneGetsAndCountsAllMessagesInOrder() throws IOException {
        int count = 400;
        for (String id : List.of("1", "1234567", "12345678", "an-id-of-many-letters")) {
            try (RunningNode running = new RunningNode();
                    RawClient sender = running.client();
                    RawClient receiver = running.client()) {
                receiver.exchange("SUB run.* " + id + "\r\n");

                sender.send(messages(count, "PUB", "") + headed(count, "HPUB", "") + messages(count, "PUB", ""));

                String expected = messages(count, "MSG", id) + headed(count, "HMSG", id) + messages(count, "MSG", id);
                assertThat(expected).hasSizeGreaterThan(3 * Limits.CHUNK_BYTES);
                assertThat(new String(receiver.read(expected.length()), ISO_8859_1))
                        .isEqualTo(expected);
                await().until(() -> running.accounts.global().traffic().outMessages() == 3 * count);
                List<Long> delivered = new ArrayList<>();
                running.accounts.global().interest().forEach(each -> delivered.add(each.delivered()));
                assertThat(delivered).contains(3L * count);
            }
        }
    }

    @Test
    void oneAmongManyMayBeLimitedAndThePublisherMayNotWantItsOwn() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient sender = RawClient.connected(running.address, "\"verbose\":false,\"echo\":false")) {
            List<RawClient> receivers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                RawClient receiver = running.client();
                receiver.exchange("SUB run.* 1\r\n");
                receivers.add(receiver);
            }
            receivers.get(2).exchange("UNSUB 1 3\r\n");
            String own = sender.exchange("SUB run.* 1\r\n" + messages(40, "PUB", ""));

            assertThat(own).doesNotContain("MSG");
            assertThat(receivers.get(2).exchange("")).isEqualTo(messages(3, "MSG", "1"));
            assertThat(receivers.get(3).exchange("")).isEqualTo(messages(40, "MSG", "1"));
        }
    }

    @Test
    void aConnectionSeesAMessageUnderAllItsSubscriptionsBeforeTheNext() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient client = running.client()) {
            client.exchange("SUB run.* 1\r\nSUB run.a 2\r\n");

            String heard = client.exchange("PUB run.a 1\r\nx\r\nPUB run.a 1\r\ny\r\n");

            assertThat(heard.replaceAll("MSG run.a [12] 1\r\n", "")).isEqualTo("x\r\nx\r\ny\r\ny\r\n");
        }
    }

    @Test
    void whatAClientSaysBetweenItsMessagesHappensBetweenThem() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient client = running.client()) {
            client.exchange("SUB run.* 1\r\n");

            String heard = client.exchange("PUB run.a 1\r\na\r\nPING\r\nPUB run.a 1\r\nb\r\nUNSUB 1\r\n"
                    + "PUB run.a 1\r\nc\r\nSUB run.a 2\r\nPUB run.a 1\r\nd\r\nPUB > 1\r\ne\r\nPUB run.a 1\r\nf\r\n");
            assertThat(heard).isEqualTo("MSG run.a 1 1\r\na\r\n");
            assertThat(client.exchange(""))
                    .isEqualTo("MSG run.a 1 1\r\nb\r\nMSG run.a 2 1\r\nd\r\nMSG run.a 2 1\r\nf\r\n");
        }
    }

    @Test
    void messagesWithHeadersAndRepliesKeepTheirPlaceAmongOthers() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient sender = running.client()) {
            List<RawClient> receivers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                RawClient receiver = running.client();
                receiver.exchange("SUB run.* 1\r\n");
                receivers.add(receiver);
            }
            sender.exchange("PUB run.a 1\r\na\r\nPUB run.a 1\r\nb\r\nHPUB run.a 12 13\r\nNATS/1.0\r\n\r\nc\r\n"
                    + "PUB run.a 1\r\nd\r\nPUB run.a reply 1\r\ne\r\nPUB run.b 1\r\nf\r\nPUB run.a 1\r\ng\r\n");

            for (RawClient receiver : receivers) {
                assertThat(receiver.exchange(""))
                        .isEqualTo("MSG run.a 1 1\r\na\r\nMSG run.a 1 1\r\nb\r\n"
                                + "HMSG run.a 1 12 13\r\nNATS/1.0\r\n\r\nc\r\nMSG run.a 1 1\r\nd\r\n"
                                + "MSG run.a 1 reply 1\r\ne\r\nMSG run.b 1 1\r\nf\r\nMSG run.a 1 1\r\ng\r\n");
                receiver.close();
            }
        }
    }

    private static final String HEADERS = "NATS/1.0\r\nKey: value\r\n\r\n";

    /** As {@link #messages}, with headers. */
    private static String headed(int count, String verb, String id) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String payload = i + "x".repeat(i);
            text.append(verb).append(i % 2 == 0 ? " run.a " : " run.longer ").append(id.isEmpty() ? "" : id + " ");
            text.append(HEADERS.length()).append(' ').append(HEADERS.length() + payload.length());
            text.append("\r\n").append(HEADERS).append(payload).append("\r\n");
        }
        return text.toString();
    }

    @Test
    void messagesWithHeadersGoTogetherToo() throws IOException {
        for (int count : new int[] {1, 2, 30, 200}) {
            try (RunningNode running = new RunningNode();
                    RawClient sender = running.client();
                    RawClient old = RawClient.connected(running.address, "\"verbose\":false")) {
                old.exchange("SUB run.* 1\r\n");
                List<RawClient> receivers = new ArrayList<>();
                for (String id : IDS) {
                    RawClient receiver = running.client();
                    receiver.exchange("SUB run.* " + id + "\r\n");
                    receivers.add(receiver);
                }
                sender.send(headed(count, "HPUB", "") + messages(count, "PUB", "") + headed(1, "hpub", ""));

                for (int i = 0; i < IDS.length; i++) {
                    String expected =
                            headed(count, "HMSG", IDS[i]) + messages(count, "MSG", IDS[i]) + headed(1, "HMSG", IDS[i]);
                    assertThat(new String(receivers.get(i).read(expected.length()), ISO_8859_1))
                            .isEqualTo(expected);
                    receivers.get(i).close();
                }
                String expected = messages(count, "MSG", "1").repeat(2) + messages(1, "MSG", "1");
                assertThat(new String(old.read(expected.length()), ISO_8859_1)).isEqualTo(expected);
            }
        }
    }
}
