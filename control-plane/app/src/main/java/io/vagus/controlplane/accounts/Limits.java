package io.vagus.controlplane.accounts;

import io.vagus.controlplane.platform.FieldError;
import io.vagus.controlplane.platform.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an account may use; -1 means no limit, an absent member keeps what is there. Storage is flat or in tiers, never both. */
public record Limits(
        @Min(-1) @Nullable Long connections,
        @Min(-1) @Nullable Long leafNodes,
        @Min(-1) @Nullable Long subscriptions,
        @Min(-1) @Nullable Long payloadBytes,
        @Min(-1) @Nullable Long imports,
        @Min(-1) @Nullable Long exports,
        @Nullable Boolean wildcardExports,
        @Nullable Boolean bearerDisallowed,
        @Min(-1) @Nullable Long memoryStorageBytes,
        @Min(-1) @Nullable Long diskStorageBytes,
        @Min(-1) @Nullable Long streams,
        @Min(-1) @Nullable Long consumers,
        @Min(-1) @Nullable Long maxAckPending,
        @Min(-1) @Nullable Long memoryMaxStreamBytes,
        @Min(-1) @Nullable Long diskMaxStreamBytes,
        @Nullable Boolean maxBytesRequired,
        @Valid @Nullable StorageTiers tiers,
        @Valid @Nullable RateLimits rates) {

    /** What a new account gets: room for a small team, messages of 1 MiB as nodes take them by default, no JetStream. */
    public static final Limits DEFAULT = new Limits(
            100L,
            2L,
            10_000L,
            1L << 20,
            10L,
            10L,
            true,
            false,
            0L,
            0L,
            10L,
            100L,
            -1L,
            -1L,
            -1L,
            false,
            StorageTiers.NONE,
            RateLimits.NONE);

    /** Nothing said: everything stays as it is. */
    public static final Limits UNCHANGED = new Limits(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    /**
     * These limits, with those of {@code others} where nothing is said. Who names tiers and no flat storage leaves the flat
     * storage, and the other way round.
     */
    public Limits or(Limits others) {
        boolean tiered = tiers != null && !tiers.isEmpty();
        boolean flat = !isNone(memoryStorageBytes) || !isNone(diskStorageBytes);
        return new Limits(
                either(connections, others.connections),
                either(leafNodes, others.leafNodes),
                either(subscriptions, others.subscriptions),
                either(payloadBytes, others.payloadBytes),
                either(imports, others.imports),
                either(exports, others.exports),
                either(wildcardExports, others.wildcardExports),
                either(bearerDisallowed, others.bearerDisallowed),
                either(memoryStorageBytes, tiered ? Long.valueOf(0) : others.memoryStorageBytes),
                either(diskStorageBytes, tiered ? Long.valueOf(0) : others.diskStorageBytes),
                either(streams, others.streams),
                either(consumers, others.consumers),
                either(maxAckPending, others.maxAckPending),
                either(memoryMaxStreamBytes, others.memoryMaxStreamBytes),
                either(diskMaxStreamBytes, others.diskMaxStreamBytes),
                either(maxBytesRequired, others.maxBytesRequired),
                either(tiers, flat ? StorageTiers.NONE : others.tiers),
                rates == null || others.rates == null ? either(rates, others.rates) : rates.or(others.rates));
    }

    /** Nodes read a count of 0 as no limit once there is storage, so 0 is refused rather than turned round. */
    Limits requireMeaning() {
        List<FieldError> errors = new ArrayList<>();
        boolean storage = !isNone(memoryStorageBytes) || !isNone(diskStorageBytes);
        countOfStorage("limits", storage, streams, consumers, errors);
        notZero("limits", maxAckPending, memoryMaxStreamBytes, diskMaxStreamBytes, errors);
        if (tiers != null && !tiers.isEmpty()) {
            if (storage) {
                errors.add(new FieldError(
                        "limits.tiers", "cannot be combined with memoryStorageBytes or diskStorageBytes"));
            }
            if (tiers.r1() != null) {
                tiers.r1().requireMeaning("limits.tiers.r1", errors);
            }
            if (tiers.r3() != null) {
                tiers.r3().requireMeaning("limits.tiers.r3", errors);
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return this;
    }

    static void countOfStorage(
            String field, boolean storage, @Nullable Long streams, @Nullable Long consumers, List<FieldError> errors) {
        String reason = "must be -1 or at least 1 while there is storage";
        if (storage && Long.valueOf(0).equals(streams)) {
            errors.add(new FieldError(field + ".streams", reason));
        }
        if (storage && Long.valueOf(0).equals(consumers)) {
            errors.add(new FieldError(field + ".consumers", reason));
        }
    }

    static void notZero(
            String field,
            @Nullable Long maxAckPending,
            @Nullable Long memoryMaxStreamBytes,
            @Nullable Long diskMaxStreamBytes,
            List<FieldError> errors) {
        String reason = "must be -1 or at least 1: nodes read 0 as no limit";
        if (Long.valueOf(0).equals(maxAckPending)) {
            errors.add(new FieldError(field + ".maxAckPending", reason));
        }
        if (Long.valueOf(0).equals(memoryMaxStreamBytes)) {
            errors.add(new FieldError(field + ".memoryMaxStreamBytes", reason));
        }
        if (Long.valueOf(0).equals(diskMaxStreamBytes)) {
            errors.add(new FieldError(field + ".diskMaxStreamBytes", reason));
        }
    }

    static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
        return first != null ? first : second;
    }

    private static boolean isNone(@Nullable Long storageBytes) {
        return storageBytes == null || storageBytes == 0;
    }
}
