package io.vagus.billing.service.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vagus.billing.metering.Quantity;
import io.vagus.billing.metering.Reading;
import io.vagus.billing.metering.Traffic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAnswersTest {

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    private final ServerAnswers answers = new ServerAnswers(new ObjectMapper());

    @Test
    void readsWhatEachAccountMoved() throws IOException {
        List<Reading> readings = answers.statistics(Recorded.answer("all-accounts"), NOON);

        assertThat(readings).extracting(ServerAnswersTest::account).containsOnly("$G", "SYS", "IDLE", "ORD");
        assertThat(of("ORD", readings).sinceBoot()).isEqualTo(traffic(6, 30, 4, 20));
        assertThat(of("ORD", readings).seenAt()).isEqualTo(NOON);
        assertThat(of("ORD", readings).meter().boot().serverId())
                .isEqualTo("ND7ZFGZL4CKSWHG5IAYR6XHJQ2JSZKKSXA434POKAL535HOOCIRG27BG");
        assertThat(of("IDLE", readings).sinceBoot()).isEqualTo(Traffic.NONE);
    }

    @Test
    void readsTheOrdinaryAnswerWhichLeavesAccountsWithoutConnectionsOut() throws IOException {
        List<Reading> readings = answers.statistics(Recorded.answer("accounts-in-use"), NOON);

        assertThat(readings).extracting(ServerAnswersTest::account).containsOnly("SYS", "ORD");
    }

    @Test
    void readsTheEventOfAnAccountsConnections() throws IOException {
        List<Reading> readings = answers.connections(Recorded.answer("connections"), NOON);

        assertThat(readings).extracting(ServerAnswersTest::account).containsOnly("ORD");
        assertThat(of("ORD", readings).sinceBoot()).isEqualTo(traffic(3, 15, 0, 0));
    }

    @Test
    void countsAMessageThatCrossedARouteOnceInAndOnceOut() throws IOException {
        Reading first = of("ORD", answers.statistics(Recorded.answer("cluster-1"), NOON));
        Reading second = of("ORD", answers.statistics(Recorded.answer("cluster-2"), NOON));

        assertThat(first.sinceBoot()).isEqualTo(traffic(15, 255, 0, 0));
        assertThat(second.sinceBoot()).isEqualTo(traffic(0, 0, 15, 255));
    }

    @Test
    void refusesTheAnswerOfAServerThatCouldNotAnswer() {
        assertThatThrownBy(() -> answers.statistics(Recorded.answer("error"), NOON))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "not json",
                "[]",
                "{\"server\": {\"id\": \"N1\"}}",
                "{\"data\": {\"account_statz\": []}}",
                "{\"server\": {}, \"data\": {\"account_statz\": []}}",
                "{\"server\": {\"id\": \"has space\"}, \"data\": {\"account_statz\": []}}",
                "{\"server\": {\"id\": \"N1\"}, \"data\": {\"account_statz\": [{\"acc\": \"A\", \"sent\": 5}]}}",
                "{\"server\": {\"id\": \"N1\"}, \"data\": {\"account_statz\": [{\"acc\": \"A\","
                        + " \"sent\": {\"msgs\": 99999999999999999999}}]}}"
            })
    void refusesWhatIsNoAnswer(String answer) {
        assertThatThrownBy(() -> answers.statistics(answer.getBytes(StandardCharsets.UTF_8), NOON))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"acc\": \"\", \"sent\": {\"msgs\": 1}}",
                "{\"acc\": \"A\", \"sent\": {\"msgs\": -1}}",
                "{\"acc\": \"A\", \"sent\": {\"msgs\": 1}, \"received\": {\"msgs\": 1, \"routes\": {\"msgs\": 2}}}",
                "{\"acc\": \"A\", \"sent\": {\"bytes\": 72057594037927937}}"
            })
    void leavesOutAnAccountWithSenselessCountsAndKeepsTheOthers(String account) throws IOException {
        List<Reading> readings = answers.statistics("""
                {"server": {"id": "N1"}, "data": {"account_statz": [%s, {"acc": "B", "sent": {"msgs": 1, "bytes": 2}}]}}""".formatted(account).getBytes(StandardCharsets.UTF_8), NOON);

        assertThat(readings).extracting(ServerAnswersTest::account).containsOnly("B");
        assertThat(readings.getFirst().sinceBoot()).isEqualTo(traffic(0, 0, 1, 2));
    }

    @Test
    void believesTheLargestCount() throws IOException {
        List<Reading> readings =
                answers.statistics("""
                {"server": {"id": "N1"}, "data": {"account_statz": [{"acc": "A", "sent": {"bytes": %d}}]}}""".formatted(ServerAnswers.MAX_COUNT).getBytes(StandardCharsets.UTF_8), NOON);

        assertThat(readings.getFirst().sinceBoot()).isEqualTo(traffic(0, 0, 0, ServerAnswers.MAX_COUNT));
    }

    private static Reading of(String account, List<Reading> readings) {
        return readings.stream()
                .filter(reading -> account(reading).equals(account))
                .findFirst()
                .orElseThrow();
    }

    private static String account(Reading reading) {
        return reading.meter().account().value();
    }

    private static Traffic traffic(long inMessages, long inBytes, long outMessages, long outBytes) {
        return new Traffic(new Quantity(inMessages, inBytes), new Quantity(outMessages, outBytes));
    }
}
