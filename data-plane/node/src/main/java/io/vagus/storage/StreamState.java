package io.vagus.storage;

/**
 * A stream's counts and ends.
 *
 * @param firstTimestampNanos 0 when there is no message
 * @param numDeleted sequences between first and last that have no message
 * @param lostMessages messages that were found damaged on storage, and are gone
 * @param lostBytes what those counted for, as far as it is known
 */
public record StreamState(
        long messages,
        long bytes,
        long firstSequence,
        long firstTimestampNanos,
        long lastSequence,
        long lastTimestampNanos,
        long numSubjects,
        long numDeleted,
        long lostMessages,
        long lostBytes) {}
