package io.vagus.conformance;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the client conformance scenario with jnats; {@code ../README.md} lists the checks. */
public final class Conformance {

    private static final Duration WHOLE_RUN_LIMIT = Duration.ofSeconds(60);

    private Conformance() {}

    public static void main(String[] arguments) throws InterruptedException {
        String url = System.getenv("NATS_URL");
        if (url == null || url.isEmpty()) {
            System.err.println("NATS_URL is not set");
            System.exit(2);
        }
        var report = new Report();
        var scenario = new Scenario(url, System.getenv("NATS_CREDS"), System.getenv("NATS_CREDS_2"), report);
        try {
            Executors.newSingleThreadExecutor().submit(scenario::run).get(WHOLE_RUN_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            report.failed("time", "the run took longer than " + WHOLE_RUN_LIMIT);
        } catch (ExecutionException e) {
            report.failed("run", String.valueOf(e.getCause()));
        }
        System.exit(report.close());
    }
}
