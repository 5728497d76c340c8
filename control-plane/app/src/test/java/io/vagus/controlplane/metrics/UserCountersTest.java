package io.vagus.controlplane.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users did, from what connections counted. */
class UserCountersTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final UserCounters counters = new UserCounters();

    @Test
    void growthOfAllConnectionsOfAUserCounts() {
        counters.begin(scan(connection(1, "U", 100), connection(2, "U", 10), connection(3, "V", 5)));

        List<UserReading> readings = counters.since(
                scan(connection(1, "U", 150), connection(2, "U", 20), connection(3, "V", 5)), List.of(), 10);

        assertThat(of(readings, "U").inMessages()).isEqualTo(6);
        assertThat(of(readings, "U").connections()).isEqualTo(2);
        assertThat(of(readings, "V").inMessages()).isZero();
        assertThat(of(readings, "V").connections()).isEqualTo(1);
    }

    @Test
    void whatAConnectionDidBeforeItsEndCounts() {
        counters.begin(scan(connection(1, "U", 100)));

        List<UserReading> readings = counters.since(scan(), List.of(closed(1, "U", 140, "Client Closed")), 10);

        assertThat(of(readings, "U").inMessages()).isEqualTo(4);
        assertThat(of(readings, "U").outMessages()).isZero();
        assertThat(of(readings, "U").connections()).isZero();
        assertThat(of(readings, "U").slowConsumers()).isZero();
    }

    @Test
    void aConnectionThatCameAndWentBetweenTwoScansCountsWhole() {
        counters.begin(scan(connection(1, "V", 0)));

        List<UserReading> readings =
                counters.since(scan(connection(1, "V", 0)), List.of(closed(2, "U", 50, "Client Closed")), 10);

        assertThat(of(readings, "U").inMessages()).isEqualTo(5);
    }

    @Test
    void aConnectionThatWasThereBeforeAnybodyLookedCountsFromThenOn() {
        counters.begin(scan(connection(5, "V", 0)));

        List<UserReading> readings =
                counters.since(scan(connection(5, "V", 0)), List.of(closed(3, "U", 1_000_000, "Client Closed")), 10);

        assertThat(of(readings, "U").inMessages()).isZero();
    }

    @Test
    void theWordOfAnEndThatComesLateCountsOnce() {
        counters.begin(scan(connection(1, "U", 100)));
        counters.since(scan(), List.of(), 10);

        List<UserReading> readings = counters.since(scan(), List.of(closed(1, "U", 140, "Client Closed")), 10);

        assertThat(of(readings, "U").inMessages()).isEqualTo(4);
    }

    @Test
    void theWordOfAnEndThatComesWhileItIsStillSeenCountsOnce() {
        counters.begin(scan(connection(1, "U", 100)));

        List<UserReading> readings =
                counters.since(scan(connection(1, "U", 130)), List.of(closed(1, "U", 140, "Client Closed")), 10);

        assertThat(of(readings, "U").inMessages()).isEqualTo(4);
        assertThat(of(readings, "U").connections()).isZero();
    }

    @Test
    void connectionsClosedForBeingSlowAreCounted() {
        counters.begin(scan(connection(1, "U", 0), connection(2, "U", 0)));

        List<UserReading> readings = counters.since(
                scan(),
                List.of(
                        closed(1, "U", 0, "Slow Consumer (Pending Bytes)"),
                        closed(2, "U", 0, "Slow Consumer (Write Deadline)")),
                10);

        assertThat(of(readings, "U").slowConsumers()).isEqualTo(2);
    }

    @Test
    void nothingIsTakenForNewWhereNotAllConnectionsWereRead() {
        ConnectionScan part = new ConnectionScan();
        part.page("N1", page(5, connection(1, "U", 0)));
        counters.begin(part);

        List<UserReading> readings =
                counters.since(scan(connection(1, "U", 0), connection(2, "U", 1_000)), List.of(), 10);

        assertThat(of(readings, "U").inMessages()).isZero();
        assertThat(of(readings, "U").connections()).isEqualTo(2);
    }

    @Test
    void aServerThatStartedAnewCountsFromItsFirstScan() {
        counters.begin(scan(connection(1, "U", 100)));
        ConnectionScan other = new ConnectionScan();
        other.page("N2", page(1, connection(1, "U", 900)));

        assertThat(of(counters.since(other, List.of(), 10), "U").inMessages()).isZero();

        ConnectionScan later = new ConnectionScan();
        later.page("N2", page(1, connection(1, "U", 950)));
        assertThat(of(counters.since(later, List.of(), 10), "U").inMessages()).isEqualTo(5);
    }

    private static UserReading of(List<UserReading> readings, String user) {
        return readings.stream()
                .filter(reading -> reading.userKey().equals(user))
                .findFirst()
                .orElseThrow();
    }

    private static ConnectionScan scan(String... connections) {
        ConnectionScan scan = new ConnectionScan();
        scan.page("N1", page(connections.length, connections));
        return scan;
    }

    private static JsonNode page(int total, String... connections) {
        return read("{\"data\": {\"offset\": 0, \"total\": %d, \"connections\": [%s]}}"
                .formatted(total, Stream.of(connections).collect(Collectors.joining(", "))));
    }

    private static String connection(long cid, String user, long inMessages) {
        return "{\"cid\": %d, \"account\": \"A\", \"authorized_user\": \"%s\", \"in_msgs\": %d}"
                .formatted(cid, user, inMessages);
    }

    private static ClosedConnection closed(long cid, String user, long inMessages, String reason) {
        ClosedConnection closed = ClosedConnection.of(read("""
            {"server": {"id": "N1"}, "client": {"id": %d, "acc": "A", "user": "%s"}, "sent": {"msgs": %d, "bytes": 0},
             "received": {"msgs": 0, "bytes": 0}, "reason": "%s"}
            """.formatted(cid, user, inMessages, reason)));
        return Objects.requireNonNull(closed);
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
