package io.vagus.controlplane.users;

import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.permissions.UserLimits;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is wanted of a user to be made: by default signed by the account's first key, allowed everything, for ever. */
public record NewUser(
        String name,
        @Nullable UUID signingKeyId,
        @Nullable Permissions permissions,
        @Nullable UserLimits limits,
        List<String> tags,
        boolean bearer,
        @Nullable Duration lifetime) {}
