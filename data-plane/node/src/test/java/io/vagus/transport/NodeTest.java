package io.vagus.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.vagus.account.Account;
import io.vagus.account.Traffic;
import io.vagus.base.Limits;
import io.vagus.protocol.ClosedReason;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodeTest {

    @Test
    void servesAnUnmodifiedJavaClient() throws Exception {
        try (RunningNode running = new RunningNode();
                Connection one = Nats.connect(running.url());
                Connection two = Nats.connect(running.url())) {
            Subscription subscription = one.subscribe("orders.*");
            one.flush(Duration.ofSeconds(5));
            two.publish(NatsMessage.builder()
                    .subject("orders.eu")
                    .headers(new Headers().add("K", "v"))
                    .data("hello")
                    .build());

            Message message = subscription.nextMessage(Duration.ofSeconds(5));
            assertThat(message.getData()).isEqualTo("hello".getBytes(UTF_8));
            assertThat(message.getHeaders().getFirst("K")).isEqualTo("v");

            Dispatcher service = one.createDispatcher(request -> one.publish(request.getReplyTo(), request.getData()));
            service.subscribe("echo", "workers");
            one.flush(Duration.ofSeconds(5));
            Message reply = two.request("echo", "ping".getBytes(UTF_8), Duration.ofSeconds(5));
            assertThat(Objects.requireNonNull(reply).getData()).isEqualTo("ping".getBytes(UTF_8));

            Message nobody = two.request("nobody", null, Duration.ofSeconds(5));
            assertThat(nobody == null || nobody.isStatusMessage()).isTrue();
        }
    }

    @Test
    void remembersASubscriptionOfAClosedConnectionUpToALimit() throws IOException {
        try (RunningNode running = new RunningNode()) {
            RawClient client = running.client();
            StringBuilder subscriptions = new StringBuilder();
            for (int i = 0; i <= Limits.CLOSED_SUBSCRIPTIONS; i++) {
                subscriptions.append("SUB s.").append(i).append(' ').append(i).append("\r\n");
            }
            client.exchange(subscriptions.toString());
            client.close();

            await().until(() -> !running.node.closedConnections().isEmpty());
            ConnectionInfo closed = running.node.closedConnections().getFirst();
            assertThat(closed.subscriptionCount()).isEqualTo(Limits.CLOSED_SUBSCRIPTIONS + 1);
            assertThat(closed.subscriptions()).hasSize(Limits.CLOSED_SUBSCRIPTIONS);
            assertThat(closed.roundTrip()).isPositive();
        }
    }

    @Test
    void countsWhatTheNodeItselfSendsToClients() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient client = running.client()) {
            client.exchange("SUB a 1\r\nSUB a q 2\r\n");
            running.node.internalClient(running.accounts.global()).publish("a", null, null, new byte[5]);

            assertThat(running.accounts.global().traffic()).isEqualTo(new Traffic(0, 0, 2, 10));
        }
    }

    @Test
    void countsMessagesAndBytesOfAnAccount() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient receiver = running.client();
                RawClient sender = running.client()) {
            receiver.exchange("SUB c 1\r\nSUB c 2\r\n");
            sender.exchange("PUB c 5\r\nhello\r\nHPUB c 12 14\r\nNATS/1.0\r\n\r\nhi\r\nPUB none 3\r\nabc\r\n");
            receiver.exchange("");

            Account account = running.accounts.global();
            await().until(() -> account.traffic().equals(new Traffic(3, 22, 4, 38)));
            assertThat(account.connections()).isEqualTo(2);
            assertThat(account.subscriptions()).isEqualTo(2);
            List<ConnectionInfo> connections = running.node.connections(true);
            assertThat(connections.getFirst().traffic()).isEqualTo(new Traffic(0, 0, 4, 38));
            assertThat(connections.getFirst().subscriptions())
                    .extracting(ConnectionInfo.SubscriptionInfo::messages)
                    .containsExactly(2L, 2L);
            assertThat(connections.getLast().traffic()).isEqualTo(new Traffic(3, 22, 0, 0));
            assertThat(running.node.counters().traffic()).isEqualTo(new Traffic(3, 22, 4, 38));
        }
    }

    @Test
    void keepsAccountsApart() throws IOException {
        try (RunningNode running =
                        new RunningNode(options -> options, accounts -> new io.vagus.account.Authenticator() {
                            @Override
                            public Threshold threshold(io.vagus.account.ConnectionType type) {
                                return Threshold.REQUIRED;
                            }

                            @Override
                            public boolean nonceRequired() {
                                return false;
                            }

                            @Override
                            public java.util.concurrent.CompletionStage<Verdict> authenticate(Attempt attempt) {
                                Account account = accounts.getOrCreate(
                                        String.valueOf(attempt.connect().user()));
                                return java.util.concurrent.CompletableFuture.completedFuture(
                                        Allowed.unrestricted(account, io.vagus.account.UserIdentity.ANONYMOUS));
                            }

                            @Override
                            public Verdict anonymous(io.vagus.account.Peer peer) {
                                return Denied.violation("never");
                            }
                        });
                RawClient a = RawClient.connected(running.address, "\"verbose\":false,\"user\":\"A\"");
                RawClient b = RawClient.connected(running.address, "\"verbose\":false,\"user\":\"B\"")) {
            a.exchange("SUB > 1\r\n");
            b.exchange("SUB > 1\r\n");

            assertThat(a.exchange("PUB x 1\r\na\r\n")).isEqualTo("MSG x 1 1\r\na\r\n");
            assertThat(b.exchange("PUB x 1\r\nb\r\n")).isEqualTo("MSG x 1 1\r\nb\r\n");
            assertThat(a.exchange("CONNECT {\"verbose\":false,\"user\":\"B\"}\r\nPUB x 1\r\nc\r\n"))
                    .isEmpty();
            assertThat(b.exchange("")).isEqualTo("MSG x 1 1\r\nc\r\n");
        }
    }

    @Test
    void itsOwnServicesHearAndAnswerClients() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient client = running.client()) {
            List<InternalMessage> heard = new CopyOnWriteArrayList<>();
            InternalClient internal = running.node.internalClient(running.accounts.global());
            internal.subscribe("$SYS.REQ.TEST.*", null, message -> {
                heard.add(message);
                internal.publish(String.valueOf(message.reply()), null, null, "pong".getBytes(UTF_8));
            });

            client.send("SUB in 1\r\nPUB $SYS.REQ.TEST.x in 4\r\nping\r\n");

            assertThat(client.readUntil("pong\r\n")).isEqualTo("MSG in 1 4\r\npong\r\n");
            InternalMessage message = heard.getFirst();
            assertThat(message.subject()).isEqualTo("$SYS.REQ.TEST.x");
            assertThat(message.payload()).isEqualTo("ping".getBytes(UTF_8));
            assertThat(Objects.requireNonNull(message.sender()).info().id())
                    .isEqualTo(running.node.connections(false).getFirst().id());
            internal.close();
            assertThat(client.exchange("PUB $SYS.REQ.TEST.x in 4\r\nping\r\n")).startsWith("HMSG in 1 ");
        }
    }

    @Test
    void remembersClosedConnectionsUpToTheLimit() throws IOException {
        try (RunningNode running = new RunningNode(options -> options.withMaxClosedClients(2))) {
            for (int i = 0; i < 3; i++) {
                try (RawClient client = running.client()) {
                    client.exchange("SUB a 1\r\n");
                }
                int closed = i + 1;
                await().until(() -> running.disconnected.size() == closed);
            }
            assertThat(running.node.closedConnections())
                    .extracting(ConnectionInfo::id, ConnectionInfo::closedReason)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(2L, ClosedReason.CLIENT_CLOSED),
                            org.assertj.core.groups.Tuple.tuple(3L, ClosedReason.CLIENT_CLOSED));
            assertThat(running.accounts.global().interest().size()).isZero();
        }
    }

    @Test
    void kicksOneConnection() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient client = running.client()) {
            client.exchange("");

            assertThat(running.node.kick(1)).isTrue();
            assertThat(running.node.kick(99)).isFalse();

            assertThat(client.readToEnd()).isEmpty();
            await().until(() -> running.node.closedConnections().size() == 1);
            assertThat(running.node.closedConnections().getFirst().closedReason())
                    .isEqualTo(ClosedReason.KICKED);
        }
    }

    @Test
    void warnsClientsBeforeItGoes() throws Exception {
        try (RunningNode running = new RunningNode(options ->
                        options.withLameDuckGrace(Duration.ofMillis(50)).withLameDuckDuration(Duration.ofMillis(100)));
                RawClient client = RawClient.connected(running.address, "\"verbose\":false,\"protocol\":1")) {
            client.send("PING\r\n");
            client.readUntil("} \r\n");

            var gone = running.node.lameDuck().toCompletableFuture();

            assertThat(client.readUntil("} \r\n")).contains("\"ldm\":true");
            assertThat(client.readToEnd()).isEmpty();
            gone.get();
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> new RawClient(running.address))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void takesChangedOptionsWhileItRuns() throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient client = running.client()) {
            client.exchange("");

            running.node.updateOptions(running.node.options().withMaxPayloadBytes(3));

            await().until(() -> running.node.options().maxPayloadBytes() == 3);
            assertThat(client.exchange("SUB a 1\r\nPUB a 3\r\nabc\r\n")).isEqualTo("MSG a 1 3\r\nabc\r\n");
            client.send("PUB a 4\r\nabcd\r\n");
            assertThat(client.readToEnd()).isEqualTo("-ERR 'Maximum Payload Violation'\r\n");
        }
    }

    @Test
    void resetsAConnectionWhoseTooLargeMessageNatsServerWouldHaveLeftInTheSocket() throws IOException {
        String end = "-ERR 'Maximum Payload Violation'\r\n";
        try (RunningNode running = new RunningNode();
                RawClient within = running.client();
                RawClient beyond = running.client()) {
            within.exchange("");
            beyond.exchange("");
            running.node.updateOptions(running.node.options().withMaxPayloadBytes(3));
            await().until(() -> running.node.options().maxPayloadBytes() == 3);

            // 512 bytes with line and end, and one more.
            within.send("PUB a 499\r\n" + "x".repeat(499) + "\r\n");
            beyond.send("PUB a 500\r\n" + "x".repeat(500) + "\r\n");

            assertThat(within.readToEnd()).isEqualTo(end);
            assertThat(beyond.readToEnd()).isEqualTo(end + "<reset>");
        }
    }
}
