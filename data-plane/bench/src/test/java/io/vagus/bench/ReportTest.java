package io.vagus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final long SECOND = 1_000_000_000;
    private static final Comparison STREAM = new Comparison(
            "16B-1to1",
            false,
            List.of(new Measurement(3_000_000, SECOND, 300_000_000, 0, 0)),
            List.of(new Measurement(1_500_000, SECOND, 900_000_000, 0, 0)));
    private static final Comparison REQUESTS = new Comparison(
            "request-8",
            true,
            List.of(new Measurement(20_000, SECOND, 400_000_000, 40_000, 120_000)),
            List.of(new Measurement(10_000, SECOND, 400_000_000, 80_000, 300_000)));

    @Test
    void aRowHoldsRatesCostsAndRatios() {
        assertThat(Report.row(STREAM).strip().split(" {2,}"))
                .containsExactly("16B-1to1", "3,000,000", "1,500,000", "2.00", "100", "600", "6.00");
    }

    @Test
    void aRowOfRequestsHoldsRoundTripsToo() {
        assertThat(Report.row(REQUESTS).strip().split(" {2,}"))
                .containsExactly(
                        "request-8",
                        "20,000",
                        "10,000",
                        "2.00",
                        "20,000",
                        "40,000",
                        "2.00",
                        "40 / 120",
                        "80 / 300",
                        "2.50");
    }

    /** A load of one thread that has nothing left is marked: the rate is the load's then. */
    @Test
    void aRowSaysHowBusyItsLoadWas() {
        Measurement full = new Measurement(10, SECOND, 10, 0, 0, SECOND * 95 / 100);
        Measurement idle = new Measurement(10, SECOND, 10, 0, 0, SECOND / 4);

        assertThat(Report.row(new Comparison("row", false, List.of(full), List.of(idle))))
                .contains(" 95%*");
        assertThat(Report.row(new Comparison("row", false, List.of(idle), List.of(full))))
                .contains(" 25%")
                .doesNotContain("*");
    }

    @Test
    void columnsStandBelowTheirNames() {
        assertThat(Report.row(REQUESTS)).hasSameSizeAs(Report.heading()).hasSameSizeAs(Report.row(STREAM));
    }

    @Test
    void programsGetTheSameAsJson() throws Exception {
        JsonNode json = new ObjectMapper().readTree(Report.json(true, 1.5, List.of(STREAM, REQUESTS)));

        assertThat(json.path("secured").booleanValue()).isTrue();
        assertThat(json.path("secondsPerRun").doubleValue()).isEqualTo(1.5);
        JsonNode stream = json.path("rows").path(0);
        assertThat(stream.path("name").textValue()).isEqualTo("16B-1to1");
        assertThat(stream.path("cpuRatio").doubleValue()).isEqualTo(6);
        assertThat(stream.has("p99Ratio")).isFalse();
        JsonNode requests = json.path("rows").path(1);
        assertThat(requests.path("p99Ratio").doubleValue()).isEqualTo(2.5);
        assertThat(requests.path("ours").path("p99Micros").doubleValue()).isEqualTo(120);
        assertThat(requests.path("real").path("messagesPerSecond").doubleValue())
                .isEqualTo(10_000);
    }

    /** A run so short that the server's clock did not tick has no cost to divide by. */
    @Test
    void whatCouldNotBeMeasuredIsNotANumber() throws Exception {
        Comparison tooShort = new Comparison(
                "row",
                false,
                List.of(new Measurement(10, SECOND, 0, 0, 0)),
                List.of(new Measurement(10, SECOND, 10, 0, 0)));

        assertThat(Report.row(tooShort)).doesNotContain("Infinity").contains(" -");
        assertThat(new ObjectMapper()
                        .readTree(Report.json(false, 1, List.of(tooShort)))
                        .path("rows")
                        .path(0)
                        .path("cpuRatio")
                        .isNull())
                .isTrue();
    }
}
