package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The newcomer's personal access token, used by Terraform. */
@Order(4)
@ExtendWith(RunningService.class)
final class TerraformIT {
    /** Long enough to build OpenTofu where no Terraform is installed. */
    private static final Duration LIMIT = Duration.ofMinutes(25);

    private static final int TOOL_ABSENT = 97;

    private final Service service;

    TerraformIT(Service service) {
        this.service = service;
    }

    @Test
    @Timeout(value = 26, unit = TimeUnit.MINUTES)
    void appliesChangesImportsAndDestroys() {
        var result = Command.script("terraform/acceptance/run.sh")
                .with("VAGUS_ENDPOINT", service.url("portal"))
                .with("VAGUS_TOKEN", Journey.get().token())
                .with("NATS_URL", service.url("nats"))
                .run(LIMIT);

        if (result.exitCode() == TOOL_ABSENT) {
            throw NotRun.because("terraform", result.output().strip().replace("NOT RUN: ", ""));
        }
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("--- PASS");
    }
}
