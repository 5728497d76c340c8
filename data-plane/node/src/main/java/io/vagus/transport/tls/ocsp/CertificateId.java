package io.vagus.transport.tls.ocsp;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/**
 * How a certificate is called in questions to its issuer: {@code CertID} of RFC 6960, with SHA-1.
 *
 * @param issuerName the digest of the issuer's name, hexadecimal
 * @param issuerKey the digest of its public key, hexadecimal
 */
record CertificateId(String issuerName, String issuerKey, BigInteger serial) {
    private static final byte[] SHA_1 = {0x2b, 0x0e, 0x03, 0x02, 0x1a};

    static CertificateId of(X509Certificate certificate, X509Certificate issuer) throws OcspException {
        Der key = new Der(issuer.getPublicKey().getEncoded()).enter(Der.SEQUENCE);
        key.element();
        byte[] bits = key.content(Der.BIT_STRING);
        byte[] name = issuer.getSubjectX500Principal().getEncoded();
        return new CertificateId(digest(name, 0), digest(bits, 1), certificate.getSerialNumber());
    }

    private static String digest(byte[] bytes, int from) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-1");
            sha.update(bytes, from, bytes.length - from);
            return HexFormat.of().formatHex(sha.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-1", e);
        }
    }

    /** The question about this certificate alone, DER. */
    byte[] request() {
        HexFormat hex = HexFormat.of();
        byte[] id = Der.element(
                Der.SEQUENCE,
                Der.element(Der.SEQUENCE, Der.element(Der.OBJECT_IDENTIFIER, SHA_1), Der.element(Der.NULL)),
                Der.element(Der.OCTET_STRING, hex.parseHex(issuerName)),
                Der.element(Der.OCTET_STRING, hex.parseHex(issuerKey)),
                Der.element(Der.INTEGER, serial.toByteArray()));
        byte[] requests = Der.element(Der.SEQUENCE, Der.element(Der.SEQUENCE, id));
        return Der.element(Der.SEQUENCE, Der.element(Der.SEQUENCE, requests));
    }

    /** Which certificate a question is about, the first of several. */
    static CertificateId asked(byte[] request) throws OcspException {
        Der body = new Der(request).enter(Der.SEQUENCE).enter(Der.SEQUENCE);
        body.skip(Der.CONTEXT);
        body.skip(Der.CONTEXT + 1);
        Der id = body.enter(Der.SEQUENCE).enter(Der.SEQUENCE).enter(Der.SEQUENCE);
        id.element();
        HexFormat hex = HexFormat.of();
        return new CertificateId(
                hex.formatHex(id.content(Der.OCTET_STRING)), hex.formatHex(id.content(Der.OCTET_STRING)), id.integer());
    }
}
