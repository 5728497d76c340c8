package io.vagus.account.sharing;

/**
 * That the time a service takes is measured (ADR-3).
 *
 * @param samplingPercent how many requests of a hundred are measured; 0 for those whose tracing headers ask for it
 * @param subject where the measurements are published, in the exporting account
 */
public record ServiceLatency(int samplingPercent, String subject) {

    /** Every request. */
    public static final int EVERY_REQUEST = 100;

    /** Only requests whose headers say that they are traced. */
    public static final int BY_HEADERS = 0;
}
