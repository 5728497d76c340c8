package io.vagus.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vagus.account.Accounts;
import io.vagus.account.Authenticator.Allowed;
import io.vagus.account.Authenticator.Attempt;
import io.vagus.account.Authenticator.Denied;
import io.vagus.account.ConnectionType;
import io.vagus.account.Peer;
import io.vagus.account.UserIdentity;
import io.vagus.base.Clock;
import io.vagus.base.Limits;
import io.vagus.base.Log;
import io.vagus.base.Metrics;
import io.vagus.protocol.ConnectDocument;
import io.vagus.protocol.ConnectOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final Peer PEER =
            new Peer(7, new InetSocketAddress("127.0.0.1", 4321), ConnectionType.STANDARD, null);

    private final Metrics metrics = new Metrics();

    private static Attempt attempt(String connect) {
        ConnectOptions options = Objects.requireNonNull(ConnectDocument.read(connect.getBytes(StandardCharsets.UTF_8)));
        return new Attempt(options, "nonce", PEER);
    }

    private long dropped() {
        return metrics.read().stream()
                .filter(reading -> reading.name().equals("audit_lines_dropped_total"))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void writesALineForEachLoginWithoutItsSecrets(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("audit.log");
        try (AuditLog audit = AuditLog.open(file, Clock.system(), metrics, Log.none())) {
            Attempt attempt = attempt("{\"user\":\"ann\",\"pass\":\"hunter2\",\"name\":\"app\"}");
            audit.login(
                    attempt, Allowed.unrestricted(new Accounts("$SYS").getOrCreate("A"), UserIdentity.named("ann")));
            audit.login(attempt, Denied.violation("wrong secret"));
            audit.login(attempt("{\"auth_token\":\"hunter2\"}"), Denied.violation("wrong secret"));
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3).noneMatch(line -> line.contains("hunter2"));
        assertThat(lines.get(0))
                .contains("\"event\":\"login\",\"outcome\":\"accepted\",\"cid\":7,\"host\":\"127.0.0.1\",\"port\":4321,"
                        + "\"kind\":\"STANDARD\",\"mechanism\":\"password\",\"user\":\"ann\",\"client\":\"app\","
                        + "\"account\":\"A\"}");
        assertThat(lines.get(1))
                .contains(
                        "\"outcome\":\"refused\"", "\"reason\":\"Authentication Failure\",\"cause\":\"wrong secret\"}");
        assertThat(lines.get(2)).contains("\"mechanism\":\"token\",\"user\":\"[REDACTED]\"");
        assertThat(dropped()).isZero();
    }

    @Test
    void dropsAndTellsWhatDoesNotFitIntoItsQueue() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        AuditLog audit = AuditLog.to(file, 2, Clock.system(), metrics, Log.none());
        for (int i = 0; i < 3; i++) {
            audit.login(attempt("{}"), Denied.violation("no"));
        }
        assertThat(dropped()).isOne();

        audit.start();

        await().untilAsserted(() -> assertThat(file.toString(StandardCharsets.UTF_8))
                .contains("\"event\":\"dropped\",\"lines\":1}")
                .hasLineCount(3));
        audit.close();
    }

    @Test
    void keepsAsManyLinesAsItsLimitSays() {
        AuditLog audit =
                AuditLog.to(new ByteArrayOutputStream(), Limits.AUDIT_QUEUE_LINES, Clock.system(), metrics, Log.none());
        for (int i = 0; i < Limits.AUDIT_QUEUE_LINES; i++) {
            audit.login(attempt("{}"), Denied.violation("no"));
        }
        assertThat(dropped()).isZero();
        audit.login(attempt("{}"), Denied.violation("no"));
        assertThat(dropped()).isOne();
    }
}
