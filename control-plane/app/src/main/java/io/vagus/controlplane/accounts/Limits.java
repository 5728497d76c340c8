package io.vagus.controlplane.accounts;

import io.vagus.controlplane.platform.ProblemException;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** What an account may use; -1 means no limit, an absent member keeps what is there. */
public record Limits(
        @Min(-1) @Nullable Long connections,
        @Min(-1) @Nullable Long leafNodes,
        @Min(-1) @Nullable Long subscriptions,
        @Min(-1) @Nullable Long payloadBytes,
        @Min(-1) @Nullable Long imports,
        @Min(-1) @Nullable Long exports,
        @Min(-1) @Nullable Long memoryStorageBytes,
        @Min(-1) @Nullable Long diskStorageBytes,
        @Min(-1) @Nullable Long streams,
        @Min(-1) @Nullable Long consumers) {

    /** What a new account gets: room for a small team, messages of 1 MiB as nodes take them by default, no JetStream. */
    public static final Limits DEFAULT = new Limits(100L, 2L, 10_000L, 1L << 20, 10L, 10L, 0L, 0L, 10L, 100L);

    /** Nothing said: everything stays as it is. */
    public static final Limits UNCHANGED = new Limits(null, null, null, null, null, null, null, null, null, null);

    /** These limits, with those of {@code others} where nothing is said. */
    public Limits or(Limits others) {
        return new Limits(
                either(connections, others.connections),
                either(leafNodes, others.leafNodes),
                either(subscriptions, others.subscriptions),
                either(payloadBytes, others.payloadBytes),
                either(imports, others.imports),
                either(exports, others.exports),
                either(memoryStorageBytes, others.memoryStorageBytes),
                either(diskStorageBytes, others.diskStorageBytes),
                either(streams, others.streams),
                either(consumers, others.consumers));
    }

    /** Nodes read a count of 0 as no limit once there is storage, so 0 is refused rather than turned round. */
    Limits requireMeaning() {
        boolean storage =
                !Long.valueOf(0).equals(memoryStorageBytes) || !Long.valueOf(0).equals(diskStorageBytes);
        if (storage && Long.valueOf(0).equals(streams)) {
            throw ProblemException.invalid("limits.streams", "must be -1 or at least 1 while there is storage");
        }
        if (storage && Long.valueOf(0).equals(consumers)) {
            throw ProblemException.invalid("limits.consumers", "must be -1 or at least 1 while there is storage");
        }
        return this;
    }

    private static @Nullable Long either(@Nullable Long first, @Nullable Long second) {
        return first != null ? first : second;
    }
}
