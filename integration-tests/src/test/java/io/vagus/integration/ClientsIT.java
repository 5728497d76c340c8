package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unmodified clients, with the credentials file that the newcomer downloaded. */
@Order(2)
@ExtendWith(RunningService.class)
final class ClientsIT {
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final int TOOLCHAIN_ABSENT = 97;

    private final Service service;

    ClientsIT(Service service) {
        this.service = service;
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"java", "go", "javascript", "python", "rust", "cli"})
    @org.junit.jupiter.api.Timeout(value = 9, unit = java.util.concurrent.TimeUnit.MINUTES)
    void worksWithTheDownloadedCredentials(String client) {
        var journey = Journey.get();
        var second =
                journey.newcomer().api().createUser(journey.accountId(), java.util.Map.of("name", "second " + client));

        var result = Command.script("integration-tests/clients/" + client + "/run.sh")
                .with("NATS_URL", service.url("nats"))
                .with("NATS_CREDS", journey.creds().toString())
                .with("NATS_CREDS_2", second.creds().toString())
                .with("JAVA_HOME", System.getProperty("java.home"))
                .run(LIMIT);

        if (result.exitCode() == TOOLCHAIN_ABSENT) {
            throw NotRun.because("client " + client, result.output().strip().replace("NOT RUN: ", ""));
        }
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).containsPattern("[1-9][0-9]* passed, 0 failed");
    }
}
