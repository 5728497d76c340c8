package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The whole document of the API turned into requests, on it and off it, by schemathesis: every answer is one that the document
 * describes, and none is a failure of ours.
 */
@Order(5)
@ExtendWith(RunningService.class)
final class ApiFuzzIT {
    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final int TOOLCHAIN_ABSENT = 97;

    private final Service service;

    ApiFuzzIT(Service service) {
        this.service = service;
    }

    @Test
    @Timeout(value = 7, unit = TimeUnit.MINUTES)
    void everyAnswerIsOneThatTheDocumentDescribes() {
        // A person whose first team no other test looks for: this one makes teams of any name.
        var token = Person.operator(service).token();
        var result = Command.script("integration-tests/clients/schemathesis/run.sh")
                .with("VAGUS_URL", service.url("portal"))
                .with("VAGUS_TOKEN", token)
                .with("VAGUS_OPERATOR_TOKEN", token)
                .with("VAGUS_OUTSIDER_TOKEN", Person.demo(service).token())
                .run(LIMIT);

        if (result.exitCode() == TOOLCHAIN_ABSENT) {
            throw NotRun.because("schemathesis", result.output().strip().replace("NOT RUN: ", ""));
        }
        assertThat(result.exitCode()).as(result.output()).isZero();
        // Three operations that only an outsider is sent to, and that answered it nothing: the operator's key is what
        // it was.
        assertThat(Person.operator(service)
                        .api()
                        .get("/operator/keys")
                        .expect(200)
                        .text("nextSigningKey"))
                .isEmpty();
        assertThat(result.output()).contains("schemathesis: passed");
    }
}
