package io.vagus.account.local;

import org.jspecify.annotations.Nullable;

/**
 * What is asked at one listener beside the users: one shared name and password, or a token, or nothing.
 *
 * @param user the one user, who is told apart by no table
 * @param noAuthUser as which user somebody is served who shows no credentials
 * @param noAuthUserHidden whether INFO asks for credentials all the same
 * @param certificatesMapped whether the user is taken from the client's certificate
 */
public record Door(
        @Nullable String user,
        Secret password,
        @Nullable Secret token,
        @Nullable String noAuthUser,
        boolean noAuthUserHidden,
        boolean certificatesMapped) {

    /** Asks for nothing. */
    public static final Door OPEN = new Door(null, LocalUser.NO_PASSWORD, null, null, false, false);

    /** Whether it has credentials of its own. */
    public boolean isLocked() {
        return user != null || token != null;
    }

    /** Whether it takes the place of the server's own. */
    boolean overrides() {
        return isLocked() || noAuthUser != null;
    }

    /** The same, where certificates say who somebody is. */
    public Door withCertificatesMapped(boolean mapped) {
        return new Door(user, password, token, noAuthUser, noAuthUserHidden, mapped);
    }

    /** The same, where that user stands for those who show nothing. */
    public Door withNoAuthUser(@Nullable String name, boolean hidden) {
        return new Door(user, password, token, name, hidden, certificatesMapped);
    }
}
