package io.vagus.billing.service.metering;

import io.vagus.billing.metering.Reading;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.logging.Logger;

/** Where servers' answers enter, whatever carried them: they are read, dated by our clock and put up for recording. */
@ApplicationScoped
public class MeteringIntake {

    /** Meters that may wait while the database is away, about 300 bytes each. */
    static final int MAX_WAITING = 100_000;

    private static final Logger LOG = Logger.getLogger(MeteringIntake.class);

    private final ServerAnswers answers;
    private final InstantSource clock;
    private final ReadingBuffer waiting = new ReadingBuffer(MAX_WAITING);

    MeteringIntake(ServerAnswers answers, InstantSource clock) {
        this.answers = answers;
        this.clock = clock;
    }

    /** Takes an answer to the question for all accounts' statistics. */
    public void statistics(byte[] answer) {
        take(answer, answers::statistics);
    }

    /** Takes an event on the number of an account's connections. */
    public void connections(byte[] event) {
        take(event, answers::connections);
    }

    ReadingBuffer waiting() {
        return waiting;
    }

    private void take(byte[] answer, Reader reader) {
        try {
            List<Reading> readings = reader.read(answer, clock.instant().truncatedTo(ChronoUnit.MICROS));
            long refused =
                    readings.stream().filter(reading -> !waiting.offer(reading)).count();
            if (refused > 0) {
                LOG.warnf("%d readings wait already: %d new ones must come again", waiting.size(), refused);
            }
        } catch (IOException unreadable) {
            LOG.warnf("an answer of %d bytes is not metered: %s", answer.length, reason(unreadable));
        }
    }

    /** Jackson's messages quote what they read, which is nobody's business in a log. */
    private static String reason(IOException unreadable) {
        return unreadable instanceof com.fasterxml.jackson.core.JsonProcessingException
                ? "it is not the JSON expected"
                : String.valueOf(unreadable.getMessage());
    }

    @FunctionalInterface
    private interface Reader {
        List<Reading> read(byte[] answer, Instant seenAt) throws IOException;
    }
}
