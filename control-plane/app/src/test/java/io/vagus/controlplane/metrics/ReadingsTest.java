package io.vagus.controlplane.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a round is stored: no account fills the tables, and all of them do not, either. */
class ReadingsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({"100, 100, 1", "101, 100, 2"})
    void ofAnAccountThoseUsersAreStoredThatMoveMost(int users, int stored, int leastMoving) {
        List<UserReading> readings = IntStream.rangeClosed(1, users)
                .mapToObj(moved -> user("A", moved))
                .toList();

        List<UserReading> chosen = between(new ServerCounters(), readings).users();

        assertThat(chosen).hasSize(stored);
        assertThat(chosen.stream().mapToDouble(UserReading::inMessages).min()).hasValue(leastMoving);
    }

    @ParameterizedTest
    @CsvSource({"100, 100, 1", "101, 100, 2"})
    void ofAnAccountThoseStreamsAreStoredThatHoldMost(int streams, int stored, int leastHeld) throws Exception {
        ServerCounters now = streams(IntStream.rangeClosed(1, streams)
                .mapToObj(bytes -> stream("S" + bytes, "2026-01-01T00:00:00Z", 0, bytes)));

        List<StreamReading> chosen = between(now, List.of()).streams();

        assertThat(chosen).hasSize(stored);
        assertThat(chosen.stream().mapToDouble(StreamReading::bytes).min()).hasValue(leastHeld);
    }

    @ParameterizedTest
    @CsvSource({"200, 20000", "201, 20000"})
    void ofAllAccountsNoMoreThanSoManyUsersAreStored(int accounts, int stored) {
        List<UserReading> readings = IntStream.range(0, accounts)
                .boxed()
                .flatMap(account ->
                        IntStream.range(0, Readings.MAX_USERS_OF_ACCOUNT).mapToObj(moved -> user("A" + account, moved)))
                .toList();

        assertThat(between(new ServerCounters(), readings).users()).hasSize(stored);
    }

    @Test
    void whatAStreamTookIsByHowMuchItsLastSequenceGrew() throws Exception {
        ServerCounters before = streams(Stream.of(stream("S", "2026-01-01T00:00:00Z", 100, 1)));
        ServerCounters now = streams(Stream.of(stream("S", "2026-01-01T00:00:00Z", 150, 1)));

        assertThat(Readings.between(before, now, 10, List.of()).streams())
                .extracting(StreamReading::inMessages)
                .containsExactly(5.0);
    }

    @Test
    void whatAnotherStreamOfTheSameNameHadIsNotTaken() throws Exception {
        ServerCounters before = streams(Stream.of(stream("S", "2026-01-01T00:00:00Z", 100, 1)));
        ServerCounters now = streams(Stream.of(stream("S", "2026-01-02T00:00:00Z", 900, 1)));

        assertThat(Readings.between(before, now, 10, List.of()).streams())
                .extracting(StreamReading::inMessages)
                .containsExactly(0.0);
    }

    @Test
    void ofSeveralCopiesTheOneThatCameFurthestCounts() throws Exception {
        ServerCounters now = streams(Stream.of(stream("S", "2026-01-01T00:00:00Z", 100, 10)));
        read(now, "N2", Stream.of(stream("S", "2026-01-01T00:00:00Z", 90, 9)));

        assertThat(between(now, List.of()).streams())
                .extracting(StreamReading::bytes)
                .containsExactly(10.0);
    }

    private static Readings between(ServerCounters now, List<UserReading> users) {
        return Readings.between(new ServerCounters(), now, 10, users);
    }

    private static UserReading user(String account, int moved) {
        return new UserReading(account, "U" + moved, 1, 0, moved, 0, 0, 0, 0);
    }

    private static String stream(String name, String created, long lastSequence, long bytes) {
        return "{\"name\": \"%s\", \"created\": \"%s\", \"state\": {\"last_seq\": %d, \"bytes\": %d}}"
                .formatted(name, created, lastSequence, bytes);
    }

    private static ServerCounters streams(Stream<String> streams) throws JsonProcessingException {
        ServerCounters counters = new ServerCounters();
        read(counters, "N1", streams);
        return counters;
    }

    private static void read(ServerCounters counters, String server, Stream<String> streams)
            throws JsonProcessingException {
        counters.jetStream(
                server,
                JSON.readTree("{\"data\": {\"account_details\": [{\"id\": \"A\", \"stream_detail\": ["
                        + streams.collect(Collectors.joining(", ")) + "]}]}}"));
    }
}
