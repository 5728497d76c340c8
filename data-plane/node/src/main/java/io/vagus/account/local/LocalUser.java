package io.vagus.account.local;

import io.vagus.account.ConnectionType;
import io.vagus.account.Permissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user in the configuration: a name with a password, or an nkey.
 *
 * @param password what the client has to show; empty: nothing, or a certificate where certificates are mapped to users
 * @param permissions null where the user has none of its own
 * @param connectionTypes by what kinds of link it may come; empty: any
 * @param proxyRequired whether it may only come through a trusted proxy
 */
public record LocalUser(
        @Nullable String name,
        Secret password,
        @Nullable String nkey,
        @Nullable Permissions permissions,
        Set<ConnectionType> connectionTypes,
        boolean proxyRequired) {

    /** No password. */
    public static final Secret NO_PASSWORD = new Secret("");

    public LocalUser {
        if ((name == null) == (nkey == null)) {
            throw new IllegalArgumentException("expected=a name or an nkey, actual=" + name + " and " + nkey);
        }
        connectionTypes = Set.copyOf(connectionTypes);
    }

    /** A user with a password and nothing else. */
    public static LocalUser named(String name, Secret password) {
        return new LocalUser(name, password, null, null, Set.of(), false);
    }

    /** What the user is known by: the name, or the nkey. */
    public String id() {
        return name != null ? name : String.valueOf(nkey);
    }

    /** The same user, with these permissions where it has none of its own. */
    public LocalUser withDefault(@Nullable Permissions defaults) {
        return permissions != null
                ? this
                : new LocalUser(name, password, nkey, defaults, connectionTypes, proxyRequired);
    }

    boolean allows(ConnectionType type) {
        return connectionTypes.isEmpty() || connectionTypes.contains(type);
    }
}
