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

    /** What was read is not what RFC 6960 says; the library's exceptions for that are unchecked ones of many kinds. */
    static OcspException malformed(Exception cause) {
        return new OcspException("asn1: structure error", cause);
    }
}
