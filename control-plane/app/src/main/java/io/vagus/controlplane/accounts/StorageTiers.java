package io.vagus.controlplane.accounts;

import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

/** JetStream limits by how many replicas a stream has; none of them means that there are no tiers. */
public record StorageTiers(
        @Valid @Nullable StorageTier r1, @Valid @Nullable StorageTier r3) {

    /** Nothing is tiered. */
    public static final StorageTiers NONE = new StorageTiers(null, null);

    boolean isEmpty() {
        return r1 == null && r3 == null;
    }
}
