package io.vagus.account.operator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the account JWTs are kept. Safe for use by any thread. */
public interface JwtStore {

    /**
     * The account's JWT; null when there is none. May wait, but no longer than a login may.
     *
     * @throws JwtStoreException when nobody can tell
     */
    @Nullable
    String load(String accountKey);

    /**
     * Keeps the account's JWT in place of what was there; it has survived a crash when this returns.
     *
     * @return false when exactly that JWT was there before
     * @throws JwtStoreException when it cannot be kept
     */
    boolean save(String accountKey, String jwt);

    /** What it keeps, and so which subjects of the system account serve it. */
    Kind kind();

    /** What {@link #delete} does. */
    DeleteMode deleteMode();

    /**
     * Forgets an account.
     *
     * @return false when it was not known
     * @throws JwtStoreException when it cannot be done
     */
    boolean delete(String accountKey);

    /** The keys of all accounts whose JWTs are not past their time, in order. */
    List<String> accountKeys();

    /** The exclusive or of the SHA-256 of all JWTs: the same for two stores that hold the same. */
    byte[] hash();

    /** Looks again at what it is made of, where others may have changed it. Returns the accounts that changed. */
    default List<String> reload() {
        return List.of();
    }

    /** Throws away what is past its time. */
    default void sweep() {}

    /** What a store keeps. */
    enum Kind {
        /** All accounts; it learns of changes itself and tells other servers. */
        FULL,
        /** Those in use; others are asked for by the system account. */
        CACHE,
        /** What it was given at the start. */
        MEMORY,
        /** Nothing; each account is asked for. */
        REMOTE
    }

    /** What becomes of a deleted account's JWT. */
    enum DeleteMode {
        /** Deleting is refused. */
        REFUSED,
        /** It is kept aside under another name. */
        RENAMED,
        /** It is gone. */
        REMOVED
    }

    /** A store that could not do what was asked; the message is shown to whoever asked. */
    final class JwtStoreException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        JwtStoreException(String message) {
            super(message);
        }

        JwtStoreException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
