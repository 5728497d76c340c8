package io.vagus.controlplane.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Narrows an audit log; null takes all.
 *
 * @param action the whole action, or what stands before its dot
 * @param target the whole target, or what stands before its colon
 * @param from the first moment that counts
 * @param to the first moment that counts no more
 */
public record AuditFilter(
        @Nullable String actor,
        @Nullable String action,
        @Nullable String target,
        @Nullable String outcome,
        @Nullable Instant from,
        @Nullable Instant to) {}
