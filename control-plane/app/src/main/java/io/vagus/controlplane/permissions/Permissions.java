package io.vagus.controlplane.permissions;

import io.vagus.identity.Permissions.ResponsePermission;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a user may publish and subscribe to. */
public record Permissions(
        @Valid @Nullable SubjectRules publish,
        @Valid @Nullable SubjectRules subscribe,
        @Min(0) @Max(1_000_000) @Nullable Integer allowResponses) {

    /** How long a request may be answered for; 0 leaves it to the node. */
    private static final Duration RESPONSE_TIME = Duration.ZERO;

    /** Whether nothing is said, which allows everything. */
    public boolean saysNothing() {
        return toClaims().isEmpty();
    }

    /** As tokens say it. */
    public io.vagus.identity.Permissions toClaims() {
        return new io.vagus.identity.Permissions(
                publish == null ? io.vagus.identity.SubjectRules.ANYTHING : publish.toClaims(),
                subscribe == null ? io.vagus.identity.SubjectRules.ANYTHING : subscribe.toClaims(),
                allowResponses == null || allowResponses == 0
                        ? null
                        : new ResponsePermission(allowResponses, RESPONSE_TIME));
    }
}
