package io.vagus.bench;

import java.util.Arrays;

/**
 * What one run showed.
 *
 * @param deliveries messages that receivers got, or answers that requesters got
 * @param cpuNanos processor time that the server used meanwhile, user and system
 * @param p50Nanos median round trip; 0 where none was measured
 * @param p99Nanos the round trip that 99 of 100 stayed below; 0 where none was measured
 * @param loadNanos processor time of the busiest thread of the load; 0 where it was not measured
 */
record Measurement(long deliveries, long elapsedNanos, long cpuNanos, long p50Nanos, long p99Nanos, long loadNanos) {
    /** Of which the load's own time was not measured. */
    Measurement(long deliveries, long elapsedNanos, long cpuNanos, long p50Nanos, long p99Nanos) {
        this(deliveries, elapsedNanos, cpuNanos, p50Nanos, p99Nanos, 0);
    }

    /** What requesters showed; one round trip at least. */
    static Measurement ofRoundTrips(long[] roundTripNanos, long elapsedNanos, long cpuNanos) {
        long[] sorted = roundTripNanos.clone();
        Arrays.sort(sorted);
        return new Measurement(sorted.length, elapsedNanos, cpuNanos, percentile(sorted, 50), percentile(sorted, 99));
    }

    /** The smallest value that so many of 100 do not exceed. */
    private static long percentile(long[] sorted, int percent) {
        long rank = Math.ceilDiv((long) sorted.length * percent, 100);
        return sorted[Math.toIntExact(rank - 1)];
    }

    double perSecond() {
        return deliveries * 1e9 / elapsedNanos;
    }

    /** The part of the time in which the load itself was at work, of 1; a rate near 1 says more about the load than about the server. */
    double loadBusy() {
        return (double) loadNanos / elapsedNanos;
    }

    double cpuNanosEach() {
        return (double) cpuNanos / deliveries;
    }
}
