package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clients that are generated from the document, built as they are published, used with an access token. */
@Order(3)
@ExtendWith(RunningService.class)
final class ApiClientsIT {
    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final int TOOLCHAIN_ABSENT = 97;

    private final Service service;

    ApiClientsIT(Service service) {
        this.service = service;
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"typescript", "java"})
    @Timeout(value = 7, unit = TimeUnit.MINUTES)
    void reachTheService(String client) {
        var result = Command.script("clients/smoke.sh", client)
                .with("VAGUS_URL", service.url("portal"))
                .with("VAGUS_TOKEN", Journey.get().token())
                .with("JAVA_HOME", System.getProperty("java.home"))
                .run(LIMIT);

        if (result.exitCode() == TOOLCHAIN_ABSENT) {
            throw NotRun.because(
                    "generated client " + client, result.output().strip().replace("NOT RUN: ", ""));
        }
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).containsPattern("[1-9][0-9]* passed, 0 failed");
    }
}
