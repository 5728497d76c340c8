package io.vagus.account;

import io.vagus.protocol.ClosedReason;
import org.jspecify.annotations.Nullable;

/** A live connection as its account sees it. Every method may be called by any thread; changes take effect soon after. */
public interface Member {

    /** The connection's number, unique in the life of the node, growing. */
    long id();

    /** Where it comes from. */
    Peer peer();

    /** As whom it was let in. */
    UserIdentity user();

    /** What it may do now. */
    Permissions permissions();

    /**
     * Closes the connection, after the error text when there is one, for instance {@code User Authentication Revoked}.
     */
    void close(ClosedReason reason, @Nullable String errorText);

    /** Replaces its permissions; subscriptions that are no longer allowed end with a {@code -ERR}. */
    void updatePermissions(Permissions permissions);

    /** The account's limits changed: read them again. */
    void accountLimitsChanged();
}
