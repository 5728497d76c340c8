package io.vagus.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StreamConfiguration;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.AccountLimits;
import io.vagus.identity.JetStreamLimits;
import io.vagus.identity.JwtIssuer;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.identity.UserLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in operator mode whose store is empty at first: the system account comes in by its key and brings the tokens. */
class SystemAccountStandInTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final NkeyPair operatorKey = key(KeyKind.OPERATOR);
    private final NkeyPair systemKey = key(KeyKind.ACCOUNT);
    private final JwtIssuer operator = new JwtIssuer(operatorKey, Instant::now);

    @TempDir
    Path directory;

    private ServerProcess server;

    @BeforeEach
    void start() throws Exception {
        Path config = Files.writeString(directory.resolve("operator.conf"), """
            operator: %s
            system_account: %s
            resolver: { type: full, dir: "%s", allow_delete: true }
            jetstream: { store_dir: "%s", max_mem: 10MB, max_file: 10MB }
            """.formatted(
                        operator.operator("test", List.of(), ""),
                        name(systemKey),
                        directory.resolve("jwt"),
                        directory.resolve("store")));
        server = serving(config);
    }

    private ServerProcess serving(Path config) throws IOException {
        return ServerProcess.serving(directory, "-c", config.toString());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void letsTheSystemAccountBringTheFirstTokens() throws Exception {
        NkeyPair tenant = key(KeyKind.ACCOUNT);
        try (Connection system = connect(systemKey)) {
            push(system, AccountClaims.builder(name(tenant)).build());
            push(system, AccountClaims.builder(name(systemKey)).name("SYS").build());
            connect(tenant).close();
            assertThat(ask(system, "$SYS.REQ.SERVER.PING", "")).contains("server");
        }
        assertThat(server.errors()).contains("Using bootstrapping system account");
        await().atMost(SOON).until(() -> server.errors().contains("System account fetched and updated"));
    }

    @Test
    void letsNobodyInBySomeOtherKey() {
        assertThatThrownBy(() -> connect(key(KeyKind.ACCOUNT))).isInstanceOf(IOException.class);
    }

    @Test
    void givesToOthersWhatADeletedAccountHadOfTheStore() throws Exception {
        NkeyPair first = key(KeyKind.ACCOUNT);
        NkeyPair second = key(KeyKind.ACCOUNT);
        try (Connection system = connect(systemKey)) {
            push(system, withSevenMegabytes(first));
            push(system, withSevenMegabytes(second));
            assertThat(mayKeep(first)).isTrue();
            assertThat(mayKeep(second)).as("more than there is").isFalse();

            assertThat(ask(system, "$SYS.REQ.CLAIMS.DELETE", operator.deletion(List.of(name(first)))))
                    .contains("deleted 1 accounts");
            NkeyPair third = key(KeyKind.ACCOUNT);
            push(system, withSevenMegabytes(third));

            assertThat(mayKeep(third)).isTrue();
        }
    }

    @Test
    void streamsAreThereAgainBeforeAnybodyOfTheirAccountLogsIn() throws Exception {
        NkeyPair tenant = key(KeyKind.ACCOUNT);
        try (Connection system = connect(systemKey)) {
            push(system, AccountClaims.builder(name(systemKey)).name("SYS").build());
            push(system, withSevenMegabytes(tenant));
        }
        try (Connection client = connect(tenant)) {
            client.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("S")
                            .subjects("s")
                            .build());
        }
        server.close();

        server = serving(directory.resolve("operator.conf"));

        try (Connection system = connect(systemKey)) {
            assertThat(ask(system, "$SYS.REQ.SERVER.PING.JSZ", "")).contains("\"streams\":1");
        }
    }

    private static AccountClaims withSevenMegabytes(NkeyPair account) {
        JetStreamLimits limits = new JetStreamLimits(7 << 20, 7 << 20, -1, -1, 0, 0, 0, false);
        return AccountClaims.builder(name(account))
                .limits(AccountLimits.UNLIMITED.withJetStream(limits))
                .build();
    }

    private boolean mayKeep(NkeyPair account) throws Exception {
        try (Connection client = connect(account)) {
            // Who is to have more than the server has is not even answered.
            return client.request("$JS.API.INFO", new byte[0], SOON) != null;
        }
    }

    private void push(Connection system, AccountClaims account) throws Exception {
        assertThat(ask(system, "$SYS.REQ.CLAIMS.UPDATE", operator.issue(account)))
                .contains("jwt updated");
    }

    private static String ask(Connection system, String subject, String body) throws Exception {
        Message answer = requireNonNull(system.request(subject, body.getBytes(UTF_8), SOON), subject);
        return new String(answer.getData(), UTF_8);
    }

    private Connection connect(NkeyPair account) throws Exception {
        NkeyPair user = key(KeyKind.USER);
        String jwt =
                new JwtIssuer(account, Instant::now).user("u", name(user), name(account), UserLimits.UNLIMITED, null);
        return Nats.connect(new Options.Builder()
                .server("nats://127.0.0.1:" + server.port())
                .noReconnect()
                .authHandler(Nats.staticCredentials(jwt.toCharArray(), new String(user.seed(), UTF_8).toCharArray()))
                .build());
    }

    private static NkeyPair key(KeyKind kind) {
        return NkeyPair.generate(kind, new SecureRandom());
    }

    private static String name(NkeyPair pair) {
        return pair.publicKey().toString();
    }
}
