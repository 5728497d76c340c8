package io.vagus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vagus.account.AccountLimits;
import io.vagus.account.Authenticator;
import io.vagus.account.Permissions;
import io.vagus.account.UserIdentity;
import io.vagus.account.UserLimits;
import io.vagus.protocol.ClosedReason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitsTest {

    /** Lets a user in whose password is "right"; what it may is asked anew each time. */
    private record Password(Supplier<Authenticator.Verdict> allowed) implements Authenticator {
        @Override
        public Threshold threshold(io.vagus.account.ConnectionType type) {
            return Threshold.REQUIRED;
        }

        @Override
        public boolean nonceRequired() {
            return true;
        }

        @Override
        public CompletionStage<Verdict> authenticate(Attempt attempt) {
            Verdict verdict =
                    "right".equals(attempt.connect().password()) ? allowed.get() : Denied.violation("wrong password");
            return CompletableFuture.supplyAsync(() -> verdict);
        }

        @Override
        public Verdict anonymous(io.vagus.account.Peer peer) {
            return Denied.violation("nobody is anonymous");
        }
    }

    private static final String RIGHT = "\"verbose\":false,\"pass\":\"right\",\"headers\":true";

    private static RunningNode with(Permissions permissions, UserLimits limits, @Nullable Instant expires)
            throws IOException {
        return new RunningNode(
                options -> options.withAuthTimeout(Duration.ofMillis(200)),
                accounts -> new Password(() -> new Authenticator.Allowed(
                        accounts.global(), UserIdentity.named("u"), permissions, limits, expires)));
    }

    private static ConnectionInfo lastClosed(RunningNode running) {
        return await().until(() -> running.node.closedConnections(), closed -> !closed.isEmpty())
                .getLast();
    }

    @Test
    void turnsAwayAWrongPassword() throws IOException {
        try (RunningNode running = with(Permissions.ALL, UserLimits.NONE, null);
                RawClient client = new RawClient(running.address)) {
            assertThat(client.readUntil("\r\n")).contains("\"auth_required\":true", "\"nonce\":\"");

            client.send("CONNECT {\"pass\":\"wrong\"}\r\nPING\r\n");

            assertThat(client.readToEnd()).isEqualTo("-ERR 'Authorization Violation'\r\n");
            assertThat(lastClosed(running).closedReason()).isEqualTo(ClosedReason.AUTHENTICATION_VIOLATION);
            assertThat(running.failures).containsExactly("wrong password");
            assertThat(running.connected).isEmpty();
        }
    }

    @Test
    void turnsAwayWhoSaysNothingInTime() throws IOException {
        try (RunningNode running = with(Permissions.ALL, UserLimits.NONE, null);
                RawClient client = new RawClient(running.address)) {
            client.readUntil("\r\n");

            assertThat(client.readToEnd()).isEqualTo("-ERR 'Authentication Timeout'\r\n");
            assertThat(lastClosed(running).closedReason()).isEqualTo(ClosedReason.AUTHENTICATION_TIMEOUT);
        }
    }

    @Test
    void servesWhatWasSentRightBehindConnectWhileTheAuthenticatorThinks() throws IOException {
        try (RunningNode running = with(Permissions.ALL, UserLimits.NONE, null);
                RawClient client = new RawClient(running.address)) {
            client.readUntil("\r\n");

            client.send("CONNECT {" + RIGHT + "}\r\nSUB a 1\r\nPUB a 2\r\nhi\r\nPING\r\n");

            assertThat(client.readUntil("PONG\r\n")).isEqualTo("MSG a 1 2\r\nhi\r\nPONG\r\n");
            assertThat(running.connected)
                    .singleElement()
                    .extracting(c -> c.user().authorizedUser())
                    .isEqualTo("u");
        }
    }

    @Test
    void closesAConnectionWhoseUserExpires() throws IOException {
        try (RunningNode running =
                        with(Permissions.ALL, UserLimits.NONE, Instant.now().plusMillis(300));
                RawClient client = RawClient.connected(running.address, RIGHT)) {
            assertThat(client.readToEnd()).isEqualTo("-ERR 'User Authentication Expired'\r\n");
            assertThat(lastClosed(running).closedReason()).isEqualTo(ClosedReason.AUTHENTICATION_EXPIRED);
        }
    }

    @Test
    void holdsPermissionsToPublishAndSubscribe() throws IOException {
        Permissions permissions = new Permissions(
                new Permissions.Rules(List.of("foo.>"), List.of("foo.bad")),
                new Permissions.Rules(List.of("foo.>", "bar.*", "q.> grp"), List.of("foo.secret")),
                null);
        try (RunningNode running = with(permissions, UserLimits.NONE, null);
                RawClient client = RawClient.connected(running.address, RIGHT)) {
            assertThat(client.exchange("PUB foo.bad 2\r\nhi\r\nPUB z 2\r\nhi\r\nPUB z 2\r\nhi\r\n"))
                    .isEqualTo("-ERR 'Permissions Violation for Publish to \"foo.bad\"'\r\n"
                            + "-ERR 'Permissions Violation for Publish to \"z\"'\r\n".repeat(2));
            assertThat(client.exchange(
                            "SUB z 1\r\nSUB foo.secret 2\r\nSUB q.x 3\r\nSUB q.x oth 4\r\nSUB q.x grp 5\r\n"))
                    .isEqualTo("-ERR 'Permissions Violation for Subscription to \"z\"'\r\n"
                            + "-ERR 'Permissions Violation for Subscription to \"foo.secret\"'\r\n"
                            + "-ERR 'Permissions Violation for Subscription to \"q.x\"'\r\n"
                            + "-ERR 'Permissions Violation for Subscription to \"q.x\" using queue \"oth\"'\r\n");
            assertThat(client.exchange("SUB foo.> 6\r\nPUB foo.secret 2\r\nhi\r\nPUB foo.x 2\r\nho\r\n"))
                    .isEqualTo("MSG foo.x 6 2\r\nho\r\n");
        }
    }

    @Test
    void letsAResponderAnswerAsOftenAsItMay() throws IOException {
        Permissions permissions = new Permissions(
                new Permissions.Rules(List.of("svc"), List.of()),
                Permissions.Rules.ANY,
                new Permissions.Responses(1, Duration.ofMinutes(1)));
        try (RunningNode running = with(permissions, UserLimits.NONE, null);
                RawClient client = RawClient.connected(running.address, RIGHT)) {
            assertThat(client.exchange(
                            "SUB svc 1\r\nSUB in.1 2\r\nPUB svc in.1 1\r\nx\r\nPUB in.1 1\r\ny\r\nPUB in.1 1\r\nz\r\n"))
                    .isEqualTo("MSG svc 1 in.1 1\r\nx\r\nMSG in.1 2 1\r\ny\r\n"
                            + "-ERR 'Permissions Violation for Publish to \"in.1\"'\r\n");
        }
    }

    @Test
    void endsSubscriptionsThatNewPermissionsForbid() throws IOException {
        try (RunningNode running = with(Permissions.ALL, UserLimits.NONE, null);
                RawClient client = RawClient.connected(running.address, RIGHT)) {
            client.exchange("SUB a 1\r\nSUB b q 2\r\n");
            Permissions onlyA =
                    new Permissions(Permissions.Rules.ANY, new Permissions.Rules(List.of("a"), List.of()), null);

            running.accounts.global().forEachMember(member -> member.updatePermissions(onlyA));

            assertThat(client.readUntil("\r\n"))
                    .isEqualTo(
                            "-ERR 'Permissions Violation for Subscription to \"b\" using queue \"q\" (sid \"2\")'\r\n");
            assertThat(client.exchange("PUB b 1\r\nx\r\nPUB a 1\r\ny\r\n")).isEqualTo("MSG a 1 1\r\ny\r\n");
        }
    }

    @Test
    void servesAsManySubscriptionsAsAreAllowed() throws IOException {
        try (RunningNode running = with(Permissions.ALL, new UserLimits(2, -1), null);
                RawClient client = RawClient.connected(running.address, RIGHT)) {
            assertThat(client.exchange("SUB a 1\r\nSUB a 1\r\nSUB b 2\r\n")).isEmpty();
            assertThat(client.exchange("SUB b 2\r\n")).isEqualTo("-ERR 'maximum subscriptions exceeded'\r\n");
            assertThat(client.exchange("SUB c 3\r\n")).isEqualTo("-ERR 'maximum subscriptions exceeded'\r\n");
            assertThat(client.exchange("UNSUB 1\r\nSUB c 3\r\n")).isEmpty();
            assertThat(running.accounts.global().subscriptions()).isEqualTo(2);
        }
    }

    @Test
    void servesAsManyConnectionsAsTheNodeMay() throws IOException {
        try (RunningNode running = new RunningNode(options -> options.withMaxConnections(2));
                RawClient first = running.client();
                RawClient second = running.client()) {
            first.exchange("");
            second.exchange("");
            try (RawClient third = new RawClient(running.address)) {
                assertThat(third.readToEnd()).startsWith("INFO {").endsWith("-ERR 'maximum connections exceeded'\r\n");
            }
            assertThat(lastClosed(running).closedReason()).isEqualTo(ClosedReason.MAX_CONNECTIONS_EXCEEDED);
        }
    }

    @Test
    void changedAccountLimitsHoldForLiveConnections() throws IOException {
        try (RunningNode running = with(Permissions.ALL, UserLimits.NONE, null);
                RawClient first = RawClient.connected(running.address, RIGHT);
                RawClient second = RawClient.connected(running.address, RIGHT)) {
            first.exchange("");
            second.exchange("");

            running.accounts.global().updateLimits(new AccountLimits(1, -1, 1, 10));

            assertThat(second.readToEnd()).isEqualTo("-ERR 'maximum account active connections exceeded'\r\n");
            assertThat(first.exchange("SUB a 1\r\nSUB b 2\r\nPUB a 10\r\n0123456789\r\n"))
                    .isEqualTo("-ERR 'maximum subscriptions exceeded'\r\nMSG a 1 10\r\n0123456789\r\n");
            first.send("PUB a 11\r\n0123456789a\r\n");
            assertThat(first.readToEnd()).startsWith("-ERR 'Maximum Payload Violation'\r\n");
            await().until(() -> running.accounts.global().connections() == 0);
            assertThat(running.accounts.global().totalConnections()).isEqualTo(2);
            assertThat(running.accounts.global().subscriptions()).isZero();
        }
    }

    @Test
    void aSuspendedAccountLetsNobodyIn() throws IOException {
        try (RunningNode running = with(Permissions.ALL, UserLimits.NONE, null)) {
            running.accounts.global().updateLimits(new AccountLimits(0, -1, -1, -1));
            try (RawClient client = RawClient.connected(running.address, RIGHT)) {
                assertThat(client.readToEnd()).isEqualTo("-ERR 'maximum account active connections exceeded'\r\n");
            }
            assertThat(lastClosed(running).closedReason()).isEqualTo(ClosedReason.MAX_ACCOUNT_CONNECTIONS_EXCEEDED);
        }
    }

    @Test
    void closesAConnectionThatDoesNotAnswerPings() throws IOException {
        try (RunningNode running = new RunningNode(options ->
                        options.withPingInterval(Duration.ofMillis(50)).withMaxPingsOut(2));
                RawClient client = running.client()) {
            assertThat(client.readToEnd()).isEqualTo("PING\r\nPING\r\n-ERR 'Stale Connection'\r\n");
            assertThat(lastClosed(running).closedReason()).isEqualTo(ClosedReason.STALE_CONNECTION);
            assertThat(running.node.counters().staleConnections()).isEqualTo(1);
        }
    }

    @Test
    void closesAReceiverThatLagsTooFarBehindAndServesTheOthers() throws IOException {
        int size = 60_000;
        int messages = 400;
        try (RunningNode running = new RunningNode(options -> options.withMaxPendingBytes(1 << 20));
                RawClient slow = new RawClient(running.address, 8192);
                RawClient quick = running.client();
                RawClient publisher = running.client()) {
            slow.readUntil("\r\n");
            slow.send("CONNECT {\"verbose\":false}\r\nSUB flood 1\r\n");
            slow.exchange("");
            quick.exchange("SUB flood 1\r\n");
            String frame = "PUB flood " + size + "\r\n" + "x".repeat(size) + "\r\n";
            int delivery = ("MSG flood 1 " + size + "\r\n\r\n").length() + size;
            for (int i = 0; i < messages; i++) {
                // In step with the quick one, so that only the other ever lags.
                publisher.send(frame);
                assertThat(quick.read(delivery)).hasSize(delivery);
            }

            assertThat(lastClosed(running).closedReason()).isEqualTo(ClosedReason.SLOW_CONSUMER_PENDING_BYTES);
            assertThat(running.accounts.global().slowConsumers()).isEqualTo(1);
            assertThat(running.node.counters().slowConsumersPending()).isEqualTo(1);
        }
    }

    @Test
    void dropsMessagesForAReceiverThatIsFarBehindWhereThatIsAskedFor() throws IOException {
        int size = 60_000;
        int messages = 400;
        try (RunningNode running = new RunningNode(
                        options -> options.withMaxPendingBytes(1 << 20).withNoFastProducerStall(true));
                RawClient slow = new RawClient(running.address, 8192);
                RawClient publisher = running.client()) {
            slow.readUntil("\r\n");
            slow.send("CONNECT {\"verbose\":false}\r\nSUB flood 1\r\n");
            slow.exchange("");

            publisher.exchange(("PUB flood " + size + "\r\n" + "x".repeat(size) + "\r\n").repeat(messages));

            assertThat(running.node.closedConnections()).isEmpty();
            assertThat(running.node.connections(false))
                    .filteredOn(info -> info.subscriptionCount() == 1)
                    .singleElement()
                    .satisfies(info -> assertThat(info.traffic().outMessages()).isBetween(1L, messages - 1L));
            assertThat(running.node.counters().stalledClients()).isZero();
        }
    }

    @Test
    void keepsAReceiverThatTakesSomethingWithinEachWriteDeadlineWhereThatIsAskedFor() throws IOException {
        PortOptions retry = PortOptions.DEFAULTS.withWriteTimeout(PortOptions.WriteTimeout.RETRY);
        try (RunningNode running = new RunningNode(options ->
                        options.withWriteDeadline(Duration.ofSeconds(1)).withClientPort(retry));
                RawClient slow = new RawClient(running.address, 8192);
                RawClient publisher = running.client()) {
            slow.readUntil("\r\n");
            slow.send("CONNECT {\"verbose\":false}\r\nSUB flood 1\r\n");
            slow.exchange("");
            publisher.exchange(("PUB flood 60000\r\n" + "x".repeat(60_000) + "\r\n").repeat(400));

            await().pollInSameThread().pollInterval(Duration.ofMillis(5)).until(() -> {
                slow.read(20_000);
                return running.node.counters().slowConsumersDeadline() > 0;
            });

            assertThat(running.node.closedConnections()).isEmpty();
            assertThat(lastClosed(running).closedReason()).isEqualTo(ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE);
        }
    }

    @Test
    void closesAReceiverThatDoesNotReadUntilTheWriteDeadline() throws IOException {
        try (RunningNode running = new RunningNode(options -> options.withWriteDeadline(Duration.ofMillis(200)));
                RawClient slow = new RawClient(running.address, 8192);
                RawClient publisher = running.client()) {
            slow.readUntil("\r\n");
            slow.send("CONNECT {\"verbose\":false}\r\nSUB flood 1\r\n");
            slow.exchange("");

            publisher.exchange(("PUB flood 60000\r\n" + "x".repeat(60_000) + "\r\n").repeat(150));

            assertThat(lastClosed(running).closedReason()).isEqualTo(ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE);
        }
    }

    @Test
    void aControlLineNeverOutgrowsTheReadBufferWhateverTheOptionsSay() throws IOException {
        try (RunningNode running = new RunningNode(options -> options.withMaxControlLineBytes(1 << 30));
                RawClient client = running.client()) {
            client.exchange("SUB " + "a".repeat(100_000) + " 1\r\n");

            client.send("SUB " + "a".repeat(200_000));

            assertThat(client.readToEnd()).startsWith("-ERR 'maximum control line exceeded'");
        }
    }

    @Test
    void announcingGiantMessagesCostsNothing() throws IOException {
        try (RunningNode running = new RunningNode(options -> options.withMaxPayloadBytes(512 << 20))) {
            for (int i = 0; i < 20; i++) {
                RawClient client = running.client();
                client.exchange("");
                client.send("PUB a 536870912\r\nx");
            }
            try (RawClient other = running.client()) {
                assertThat(other.exchange("SUB a 1\r\nPUB a 1\r\ny\r\n")).isEqualTo("MSG a 1 1\r\ny\r\n");
            }
        }
    }
}
