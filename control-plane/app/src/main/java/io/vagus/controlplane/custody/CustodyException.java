package io.vagus.controlplane.custody;

/** A secret that cannot be sealed or opened. Never says anything of the secret. */
public final class CustodyException extends RuntimeException {

    public CustodyException(String message) {
        super(message);
    }

    public CustodyException(String message, Throwable cause) {
        super(message, cause);
    }
}
