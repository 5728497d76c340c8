package io.vagus.controlplane.users;

import io.vagus.controlplane.platform.Tagged;
import org.jspecify.annotations.Nullable;

/** A user with its secret, for the only time: a credentials file, or of a bearer user the token. */
public record UserCreated(
        User user, @Nullable String creds, @Nullable String bearerToken) implements Tagged {

    @Override
    public Object version() {
        return user.version();
    }

    public UserCreated withoutSecret() {
        return new UserCreated(user, null, null);
    }

    @Override
    public String toString() {
        return "UserCreated[" + user.id() + "]";
    }
}
