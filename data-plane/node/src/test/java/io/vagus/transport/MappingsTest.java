package io.vagus.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.account.Authenticator;
import io.vagus.account.Permissions;
import io.vagus.account.UserIdentity;
import io.vagus.account.UserLimits;
import io.vagus.subject.InvalidTransformException;
import io.vagus.subject.SubjectMapping;
import io.vagus.subject.SubjectMapping.Destination;
import io.vagus.subject.SubjectMappings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MappingsTest {

    private RunningNode running;

    @BeforeEach
    void start() throws IOException {
        running = new RunningNode();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private static void map(RunningNode node, String source, Destination... destinations)
            throws InvalidTransformException {
        node.accounts
                .global()
                .mappings(SubjectMappings.of(List.of(SubjectMapping.of(source, List.of(destinations), ""))));
    }

    @Test
    void deliversToTheMappedSubjectAlone() throws Exception {
        map(running, "foo.*.*", Destination.whole("bar.$2.{{wildcard(1)}}"));
        try (RawClient client = running.client()) {
            assertThat(client.exchange("SUB foo.> 1\r\nSUB bar.> 2\r\nPUB foo.a.b 2\r\nhi\r\nPUB foo.c 2\r\nho\r\n"))
                    .isEqualTo("MSG bar.b.a 2 2\r\nhi\r\nMSG foo.c 1 2\r\nho\r\n");
            String large = "x".repeat(100_000);
            assertThat(client.exchange("PUB foo.a.b 100000\r\n" + large + "\r\n"))
                    .isEqualTo("MSG bar.b.a 2 100000\r\n" + large + "\r\n");
        }
    }

    @Test
    void takesNewMappingsIntoAccountAtOnce() throws Exception {
        try (RawClient client = running.client()) {
            String send = "PUB foo 2\r\nhi\r\n".repeat(3);
            assertThat(client.exchange("SUB foo 1\r\nSUB bar 2\r\n" + send))
                    .isEqualTo("MSG foo 1 2\r\nhi\r\n".repeat(3));
            map(running, "foo", Destination.whole("bar"));
            assertThat(client.exchange(send)).isEqualTo("MSG bar 2 2\r\nhi\r\n".repeat(3));
            running.accounts.global().mappings(null);
            assertThat(client.exchange(send)).isEqualTo("MSG foo 1 2\r\nhi\r\n".repeat(3));
        }
    }

    @Test
    void spreadsMessagesByWeight() throws Exception {
        map(running, "foo.*", new Destination("a.$1", 20, ""), new Destination("b.{{random(2)}}", 30, ""));
        try (RawClient client = running.client()) {
            String got =
                    client.exchange("SUB a.* 1\r\nSUB b.* 2\r\nSUB foo.* 3\r\n" + "PUB foo.x 0\r\n\r\n".repeat(4000));

            assertThat(got.split("MSG a.x 1 0", -1).length - 1).isBetween(600, 1000);
            assertThat(got.split("MSG b.0 2 0", -1).length - 1).isBetween(400, 800);
            assertThat(got.split("MSG b.1 2 0", -1).length - 1).isBetween(400, 800);
            assertThat(got.split("MSG foo.x 3 0", -1).length - 1).isBetween(1700, 2300);
        }
    }

    @Test
    void namesTheMappedSubjectWhenNobodyResponds() throws Exception {
        map(running, "foo", Destination.whole("bar"));
        try (RawClient client = running.client()) {
            assertThat(client.exchange("SUB in.* 1\r\nPUB foo in.1 2\r\nhi\r\n"))
                    .isEqualTo("HMSG in.1 1 35 35\r\nNATS/1.0 503\r\nNats-Subject: bar\r\n\r\n\r\n");
        }
    }

    @Test
    void checksPermissionsOfTheMappedSubject() throws Exception {
        Permissions permissions =
                new Permissions(new Permissions.Rules(List.of("bar"), List.of()), Permissions.Rules.ANY, null);
        try (RunningNode node = new RunningNode(
                options -> options,
                accounts -> new Everybody(new Authenticator.Allowed(
                        accounts.global(), UserIdentity.ANONYMOUS, permissions, UserLimits.NONE, null)))) {
            map(node, "foo", Destination.whole("bar"));
            try (RawClient client = node.client()) {
                assertThat(client.exchange("SUB > 1\r\nPUB foo 2\r\nhi\r\nPUB baz 2\r\nhi\r\n"))
                        .isEqualTo("MSG bar 1 2\r\nhi\r\n-ERR 'Permissions Violation for Publish to \"baz\"'\r\n");
                map(node, "bar", Destination.whole("foo"));
                assertThat(client.exchange("PUB bar 2\r\nhi\r\n"))
                        .isEqualTo("-ERR 'Permissions Violation for Publish to \"foo\"'\r\n");
            }
        }
    }

    /** Lets everybody in as the same. */
    private record Everybody(Authenticator.Allowed allowed) implements Authenticator {
        @Override
        public Threshold threshold(io.vagus.account.ConnectionType type) {
            return Threshold.FREE;
        }

        @Override
        public boolean nonceRequired() {
            return false;
        }

        @Override
        public java.util.concurrent.CompletionStage<Verdict> authenticate(Attempt attempt) {
            return java.util.concurrent.CompletableFuture.completedFuture(allowed);
        }

        @Override
        public Verdict anonymous(io.vagus.account.Peer peer) {
            return allowed;
        }
    }
}
