package io.vagus.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vagus.base.Limits;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The numbers behind {@code /metrics}. */
@Timeout(60)
class MetricsEndpointTest {

    @Test
    void tellsConnectionsMessagesRefusalsAndWhatPartsRegistered() throws Exception {
        try (MonitoredNode node = new MonitoredNode();
                NatsSocket client = node.connect("a", "one")) {
            node.metrics.counter("rate_limit_hits_total", "Messages held back.").add(3);
            node.metrics.gauge("queue_length", "What waits.", () -> 7);
            client.flush("SUB foo 1\r\nPUB foo 5\r\nhello\r\n");
            node.connect("b", "wrong", "bad");
            await().until(() -> node.node.closedConnections().size() == 1);

            HttpResponse<String> answer = node.get("/metrics");

            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(answer.body().lines())
                    .contains(
                            "vagus_connections 1",
                            "vagus_messages_total{direction=\"in\"} 1",
                            "vagus_messages_total{direction=\"out\"} 1",
                            "vagus_message_bytes_total{direction=\"out\"} 5",
                            "vagus_account_messages_total{account=\"A\",direction=\"in\"} 1",
                            "vagus_account_connections{account=\"B\"} 0",
                            "vagus_authentication_failures_total 1",
                            "vagus_rate_limit_hits_total 3",
                            "vagus_queue_length 7",
                            "vagus_accounts_not_shown 0");
            assertThat(answer.body()).contains("jvm_memory_used_bytes{area=\"heap\"}");
        }
    }

    @Test
    void speaksOpenMetricsToThoseWhoAskForIt() throws Exception {
        try (MonitoredNode node = new MonitoredNode()) {
            HttpResponse<String> answer = node.get("/metrics", "Accept", "application/openmetrics-text");

            assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("application/openmetrics-text");
            assertThat(answer.body()).endsWith("# EOF\n").contains("# TYPE vagus_messages counter\n");
        }
    }

    @Test
    void tellsOneByOneOfTheBusiestAccountsOnly() throws Exception {
        try (MonitoredNode node = new MonitoredNode()) {
            int all = Limits.METRIC_ACCOUNTS + 1;
            for (int i = node.accounts.all().size(); i < all; i++) {
                node.accounts.getOrCreate("N" + i);
            }
            node.accounts.getOrCreate("N" + (all - 1)).countSentByNode(9, 9);

            String text = node.get("/metrics").body();

            assertThat(text.lines().filter(line -> line.startsWith("vagus_account_connections{")))
                    .hasSize(Limits.METRIC_ACCOUNTS);
            assertThat(text.lines())
                    .contains(
                            "vagus_accounts_not_shown 1",
                            "vagus_account_messages_total{account=\"N" + (all - 1) + "\",direction=\"out\"} 9");
        }
    }

    @Test
    void keepsNoMoreFamiliesThanItsLimit() {
        io.vagus.base.Metrics metrics = new io.vagus.base.Metrics();
        for (int i = 0; i <= Limits.METRIC_FAMILIES; i++) {
            metrics.counter("family_" + i, "One of many.").increment();
        }

        assertThat(metrics.read()).hasSize(Limits.METRIC_FAMILIES);
    }
}
