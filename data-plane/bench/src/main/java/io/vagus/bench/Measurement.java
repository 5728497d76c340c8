package io.vagus.bench;

/**
 * What one run showed.
 *
 * @param deliveries messages that receivers got, or answers that requesters got
 * @param cpuNanos processor time that the server used meanwhile, user and system
 * @param p50Nanos median round trip; 0 where none was measured
 * @param p99Nanos the round trip that 99 of 100 stayed below; 0 where none was measured
 */
record Measurement(long deliveries, long elapsedNanos, long cpuNanos, long p50Nanos, long p99Nanos) {
    double perSecond() {
        return deliveries * 1e9 / elapsedNanos;
    }

    double cpuNanosEach() {
        return (double) cpuNanos / deliveries;
    }
}
