package io.vagus.account;

/**
 * That messages with a sampled {@code traceparent} header are traced (ADR-41).
 *
 * @param subject where the events go
 * @param samplingPercent how many of a hundred such messages are traced
 */
public record TraceDestination(String subject, int samplingPercent) {}
