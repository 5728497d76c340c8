package io.vagus.controlplane.users;

import org.jspecify.annotations.Nullable;

/** A user with its credentials file, for the only time. */
public record UserCreated(User user, @Nullable String creds) {

    public UserCreated withoutSecret() {
        return new UserCreated(user, null);
    }

    @Override
    public String toString() {
        return "UserCreated[" + user.id() + "]";
    }
}
