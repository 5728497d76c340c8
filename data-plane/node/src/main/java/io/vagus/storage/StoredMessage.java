package io.vagus.storage;

import org.jspecify.annotations.Nullable;

/**
 * A message as it is stored.
 *
 * @param timestampNanos when it was appended, in nanoseconds since 1970
 * @param headers the header block as on the wire, or null
 * @param ttlSeconds its time to live; 0 for none, {@link StreamStore#TTL_NEVER} for ever
 */
public record StoredMessage(
        long sequence,
        long timestampNanos,
        byte[] subject,
        byte @Nullable [] headers,
        byte[] payload,
        long ttlSeconds) {}
