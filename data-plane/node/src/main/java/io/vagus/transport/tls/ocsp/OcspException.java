package io.vagus.transport.tls.ocsp;

/** An answer about a certificate that cannot be had, read or believed. */
public final class OcspException extends Exception {
    private static final long serialVersionUID = 1;

    private boolean unauthorizedSigner;

    OcspException(String message) {
        super(message);
    }

    OcspException(String message, Throwable cause) {
        super(message, cause);
    }

    /** An answer by somebody whom the issuer did not authorize to answer. */
    static OcspException unauthorizedSigner() {
        OcspException made =
                new OcspException("OCSP response signer missing authorization by CA to act as OCSP signer");
        made.unauthorizedSigner = true;
        return made;
    }

    boolean isUnauthorizedSigner() {
        return unauthorizedSigner;
    }

    /** What was read is not what RFC 6960 says; the library's exceptions for that are unchecked ones of many kinds. */
    static OcspException malformed(Exception cause) {
        return new OcspException("asn1: structure error", cause);
    }
}
