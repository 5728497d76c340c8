package io.vagus.controlplane.keys;

import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.permissions.UserLimits;
import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A group of keys that sign users of an account, one at a time. With permissions it is a role: its users have exactly those.
 *
 * @param publicKey the key that signs now
 * @param bearer whether users of a role come with a bearer token, without proving a key
 * @param programmatic whether the customer holds the seed and signs users themselves
 * @param retiring keys that were rotated away and count until a time
 * @param seed of a programmatic key, in the answer to its making and nowhere else
 */
public record SigningKey(
        UUID id,
        String name,
        String description,
        String publicKey,
        boolean scoped,
        @Nullable Permissions permissions,
        @Nullable UserLimits limits,
        boolean bearer,
        boolean programmatic,
        boolean disabled,
        List<RetiringKey> retiring,
        Instant createdAt,
        @Nullable String seed)
        implements Tagged {

    @Override
    public Object version() {
        return Arrays.asList(id, name, description, publicKey, permissions, limits, bearer, disabled);
    }

    public SigningKey withoutSecret() {
        return withSeed(null);
    }

    SigningKey withSeed(@Nullable String shown) {
        return new SigningKey(
                id,
                name,
                description,
                publicKey,
                scoped,
                permissions,
                limits,
                bearer,
                programmatic,
                disabled,
                retiring,
                createdAt,
                shown);
    }

    /** Every key of the group that counts now. */
    public List<String> publicKeys() {
        List<String> keys = new ArrayList<>();
        keys.add(publicKey);
        retiring.forEach(key -> keys.add(key.publicKey()));
        return keys;
    }

    @Override
    public String toString() {
        return "SigningKey[" + publicKey + "]";
    }
}
