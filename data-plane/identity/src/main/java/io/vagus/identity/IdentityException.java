package io.vagus.identity;

/**
 * A key, token or credentials text that cannot be used. Never carries key material. It has no stack trace: strangers
 * can cause it before they are authenticated, so it has to be cheap, and its message says all.
 */
public final class IdentityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public IdentityException(String message) {
        super(message, null, false, false);
    }
}
