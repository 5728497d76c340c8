package io.vagus.billing.service.metering;

import io.vagus.billing.metering.BillingMonth;
import io.vagus.billing.metering.MeterKey;
import io.vagus.billing.metering.Reading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Readings waiting to be recorded: one per meter and month, since a later reading says all that an earlier one of the
 * month did. The oldest come first, so that a meter's months are recorded in their order. Thread-safe.
 */
final class ReadingBuffer {

    private final int limit;
    private final SequencedMap<Slot, Reading> waiting = new LinkedHashMap<>();

    ReadingBuffer(int limit) {
        this.limit = limit;
    }

    /** @return false when it is full and the reading was not taken; the next reading of the meter makes good for it */
    synchronized boolean offer(Reading reading) {
        Slot slot = Slot.of(reading);
        if (waiting.size() >= limit && !waiting.containsKey(slot)) {
            return false;
        }
        waiting.merge(slot, reading, Reading::merge);
        notifyAll();
        return true;
    }

    /** Waits until there is a reading and shows the oldest ones; they stay until they are {@link #forget forgotten}. */
    synchronized List<Reading> await(int atMost) throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        return waiting.values().stream().limit(atMost).toList();
    }

    /** Drops readings that are recorded, but not what has been merged into them since. */
    synchronized void forget(List<Reading> recorded) {
        recorded.forEach(reading -> waiting.remove(Slot.of(reading), reading));
    }

    synchronized int size() {
        return waiting.size();
    }

    private record Slot(MeterKey meter, BillingMonth month) {

        static Slot of(Reading reading) {
            return new Slot(reading.meter(), reading.month());
        }
    }
}
