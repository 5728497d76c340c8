package io.vagus.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vagus.account.sharing.ExportAccess;
import io.vagus.account.sharing.ResponseType;
import io.vagus.account.sharing.ServiceExport;
import io.vagus.account.sharing.ServiceImport;
import io.vagus.account.sharing.ServiceLatency;
import io.vagus.account.sharing.Shares;
import io.vagus.account.sharing.Sharing;
import io.vagus.account.sharing.StreamExport;
import io.vagus.account.sharing.StreamImport;
import io.vagus.base.Clock;
import io.vagus.base.Randomness;
import io.vagus.subject.SubjectMapping;
import io.vagus.subject.SubjectMapping.Destination;
import io.vagus.subject.SubjectMappings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What accounts share, in the form that nats-server 2.15.2 showed of the same configuration. */
@Timeout(60)
class AccountzTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void showsExportsImportsAndMappings() throws Exception {
        ExportAccess onlyB = new ExportAccess(Set.of("B"), false, 0, Set.of(), Map.of());
        Shares offered = new Shares(
                List.of(new StreamExport("st.>", ExportAccess.PUBLIC)),
                List.of(
                        ServiceExport.singleton("svc.a", onlyB),
                        new ServiceExport(
                                "svc.b",
                                ExportAccess.PUBLIC,
                                ResponseType.STREAM,
                                Duration.ofMinutes(2),
                                new ServiceLatency(50, "lat"),
                                false)),
                List.of(),
                List.of());
        Shares taken = new Shares(
                List.of(),
                List.of(),
                List.of(new StreamImport("A", "st.>", "", "pre", false, null)),
                List.of(new ServiceImport("A", "svc.a", "my.a", true, null)));
        try (MonitoredNode node = new MonitoredNode()) {
            Sharing sharing = new Sharing(node.accounts, Clock.system(), Randomness.secure());
            sharing.replace(Map.of("A", offered, "B", taken));
            node.monitoring.sharing(sharing);
            node.accounts
                    .getOrCreate("A")
                    .mappings(SubjectMappings.of(List.of(SubjectMapping.of(
                            "w.*", List.of(new Destination("w1.$1", 40, ""), new Destination("w2.$1", 60, "")), ""))));

            JsonNode a = detail(node, "A");
            JsonNode b = detail(node, "B");

            assertThat(a.path("exports"))
                    .hasToString("[{\"subject\":\"svc.a\",\"type\":\"service\",\"response_type\":\"Singleton\","
                            + "\"approved_accounts\":[\"B\"]},"
                            + "{\"subject\":\"svc.b\",\"type\":\"service\",\"response_type\":\"Streamed\","
                            + "\"service_latency\":{\"sampling\":50,\"results\":\"lat\"}},"
                            + "{\"subject\":\"st.>\",\"type\":\"stream\"}]");
            assertThat(a.path("mappings"))
                    .hasToString(
                            "{\"w.*\":[{\"subject\":\"w1.$1\",\"weight\":40},{\"subject\":\"w2.$1\",\"weight\":100}]}");
            assertThat(b.path("imports").path(0))
                    .hasToString("{\"subject\":\"st.>\",\"account\":\"A\",\"local_subject\":\"pre.st.>\","
                            + "\"type\":\"stream\",\"invalid\":false,\"share\":false,\"tracking\":false}");
            assertThat(b.path("imports").path(1))
                    .hasToString("{\"subject\":\"svc.a\",\"account\":\"A\",\"to\":\"my.a\",\"local_subject\":\"my.a\","
                            + "\"type\":\"service\",\"invalid\":false,\"share\":true,\"tracking\":false}");
        }
    }

    private static JsonNode detail(MonitoredNode node, String account) throws Exception {
        return JSON.readTree(node.get("/accountz?acc=" + account).body()).path("account_detail");
    }
}
