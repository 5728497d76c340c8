package io.vagus.transport.tls.ocsp;

/** An answer about a certificate that cannot be had, read or believed. */
public final class OcspException extends Exception {
    private static final long serialVersionUID = 1;

    OcspException(String message) {
        super(message);
    }

    OcspException(String message, Throwable cause) {
        super(message, cause);
    }
}
