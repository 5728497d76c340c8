package io.vagus.account.local;

import io.vagus.account.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * A user in the configuration: a name with a password, or an nkey.
 *
 * @param password null lets nobody in by this name
 * @param permissions null where the user has none of its own
 */
public record LocalUser(
        @Nullable String name,
        @Nullable Secret password,
        @Nullable String nkey,
        @Nullable Permissions permissions) {

    public LocalUser {
        if ((name == null) == (nkey == null)) {
            throw new IllegalArgumentException("expected=a name or an nkey, actual=" + name + " and " + nkey);
        }
    }

    /** What the user is known by: the name, or the nkey. */
    public String id() {
        return name != null ? name : String.valueOf(nkey);
    }

    /** The same user, with these permissions where it has none of its own. */
    public LocalUser withDefault(@Nullable Permissions defaults) {
        return permissions != null ? this : new LocalUser(name, password, nkey, defaults);
    }
}
