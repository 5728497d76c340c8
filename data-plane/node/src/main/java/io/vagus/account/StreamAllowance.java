package io.vagus.account;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one account may keep in streams, by tier: {@code R1}, {@code R3} by number of replicas, or {@code ""} for all of them.
 */
public record StreamAllowance(Map<String, Tier> tiers) {

    /** No limits but the server's. */
    public static final StreamAllowance UNLIMITED = new StreamAllowance(Map.of("", Tier.UNLIMITED));

    /**
     * One tier; -1 is no limit.
     *
     * @param maxBytesRequired whether every stream has to say how large it may become
     */
    public record Tier(
            long maxMemoryBytes,
            long maxStoreBytes,
            long maxStreams,
            long maxConsumers,
            long maxAckPending,
            long memoryMaxStreamBytes,
            long storeMaxStreamBytes,
            boolean maxBytesRequired) {
        public static final Tier UNLIMITED = new Tier(-1, -1, -1, -1, -1, -1, -1, false);
    }

    public StreamAllowance {
        tiers = Map.copyOf(tiers);
    }

    /** Whether the limits hold for all numbers of replicas together. */
    public boolean isFlat() {
        return tiers.containsKey("");
    }

    /** The name of the tier of so many replicas. */
    public String tierName(int replicas) {
        return isFlat() ? "" : "R" + Math.max(1, replicas);
    }

    /** The tier of so many replicas; null when there is none: such streams are not allowed. */
    public @Nullable Tier tier(int replicas) {
        return tiers.get(tierName(replicas));
    }
}
