package io.vagus.controlplane.tokens;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token to be made.
 *
 * @param teamId the one team it shall open; null for all
 * @param accountId the one account it shall open; null for all
 */
public record NewToken(
        String name,
        Duration lifetime,
        Access access,
        @Nullable UUID teamId,
        @Nullable UUID accountId) {

    NewToken in(UUID team) {
        return new NewToken(name, lifetime, access, team, accountId);
    }
}
