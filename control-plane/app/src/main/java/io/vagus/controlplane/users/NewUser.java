package io.vagus.controlplane.users;

import io.vagus.controlplane.keys.Permissions;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is wanted of a user to be made: by default signed by the account's first key, allowed everything, for ever. */
public record NewUser(
        String name,
        @Nullable UUID signingKeyId,
        @Nullable Permissions permissions,
        @Nullable UserLimits limits,
        @Nullable Duration lifetime) {}
