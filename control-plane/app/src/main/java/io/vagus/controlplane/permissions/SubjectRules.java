package io.vagus.controlplane.permissions;

import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which subjects; without {@code allow} all but the denied ones. */
public record SubjectRules(
        @Size(max = MAX_FILTERS) @Nullable List<@SubjectFilter String> allow,
        @Size(max = MAX_FILTERS) @Nullable List<@SubjectFilter String> deny) {

    /** How many filters each list may have. */
    public static final int MAX_FILTERS = 100;

    io.vagus.identity.SubjectRules toClaims() {
        return new io.vagus.identity.SubjectRules(allow == null ? List.of() : allow, deny == null ? List.of() : deny);
    }
}
