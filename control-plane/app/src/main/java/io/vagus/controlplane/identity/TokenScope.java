package io.vagus.controlplane.identity;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How much of what its person may do a token opens.
 *
 * @param readOnly whether it changes nothing
 * @param teamId the one team it opens; null for all
 * @param accountId the one account it opens; null for all
 */
public record TokenScope(
        boolean readOnly, @Nullable UUID teamId, @Nullable UUID accountId) {

    /** All that the person may do. */
    public static final TokenScope WHOLE = new TokenScope(false, null, null);

    public boolean isWhole() {
        return equals(WHOLE);
    }

    /** Whether the team is in sight at all. */
    public boolean sees(UUID team) {
        return teamId == null || teamId.equals(team);
    }
}
