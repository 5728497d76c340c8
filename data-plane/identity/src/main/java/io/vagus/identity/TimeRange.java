package io.vagus.identity;

/** A daily window in which a user may be connected, {@code HH:mm:ss} each; an end before the start means the next day. */
public record TimeRange(String start, String end) {}
