package io.vagus.controlplane.outbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The right to push one account, until {@code until}.
 *
 * @param revision the change that is pushed, or a later one
 * @param attempt from 1; counts since the last success
 * @param again the token that the nodes had already, to be given to them once more as it is; null: a token has to be made
 * @param trace where the trace of the change is; null when it was not traced
 * @param issuedAt seconds since 1970 for the account's token: larger than that of every push before
 */
public record Delivery(
        UUID claim,
        String accountKey,
        UUID accountId,
        boolean deleted,
        long revision,
        int attempt,
        long issuedAt,
        Instant changedAt,
        Instant until,
        @Nullable String again,
        @Nullable String trace) {}
