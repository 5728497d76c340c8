package io.vagus.transport.tls.ocsp;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an issuer answered about one certificate (RFC 6960), signed by the issuer or by somebody whom it authorized to answer.
 */
final class OcspResponse {
    /** The state of a certificate. */
    enum Status {
        GOOD,
        REVOKED,
        UNKNOWN;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String[] FAILURES = {
        "success", "malformed", "internal error", "try later", "unused", "signature required", "unauthorized"
    };
    private static final String BASIC = "1.3.6.1.5.5.7.48.1.1";
    private static final String SIGNS_ANSWERS = "1.3.6.1.5.5.7.3.9";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT);

    private final byte[] der;
    private final Status status;
    private final Instant thisUpdate;
    private final @Nullable Instant nextUpdate;

    private OcspResponse(byte[] der, Status status, Instant thisUpdate, @Nullable Instant nextUpdate) {
        this.der = der;
        this.status = status;
        this.thisUpdate = thisUpdate;
        this.nextUpdate = nextUpdate;
    }

    byte[] der() {
        return der.clone();
    }

    Status status() {
        return status;
    }

    Instant thisUpdate() {
        return thisUpdate;
    }

    @Nullable
    Instant nextUpdate() {
        return nextUpdate;
    }

    /** Errors: {@link OcspException} for what is no answer about that certificate, or not signed by who may. */
    static OcspResponse parse(byte[] der, X509Certificate certificate, X509Certificate issuer) throws OcspException {
        Der response = new Der(der).enter(Der.SEQUENCE);
        byte[] outcome = response.content(Der.ENUMERATED);
        if (outcome.length != 1 || outcome[0] != 0) {
            int code = outcome.length == 1 ? outcome[0] : -1;
            throw new OcspException("ocsp: error from server: "
                    + (code >= 0 && code < FAILURES.length ? FAILURES[code] : "unknown OCSP status: " + code));
        }
        Der typed = response.enter(Der.CONTEXT).enter(Der.SEQUENCE);
        if (!typed.objectIdentifier().equals(BASIC)) {
            throw new OcspException("bad OCSP response type");
        }
        Der basic = typed.enter(Der.OCTET_STRING).enter(Der.SEQUENCE);
        byte[] signed = basic.element();
        String algorithm = basic.enter(Der.SEQUENCE).objectIdentifier();
        byte[] signature = basic.content(Der.BIT_STRING);
        if (signature.length == 0) {
            throw Der.malformed();
        }
        X509Certificate signer = signer(basic, issuer);
        if (!isSigned(signed, algorithm, signature, signer == null ? issuer.getPublicKey() : signer.getPublicKey())) {
            throw new OcspException("bad OCSP signature: verification error");
        }
        return answer(der, new Der(signed), certificate.getSerialNumber());
    }

    /** The certificate that came along, which the issuer must have made for this purpose; null for none. */
    private static @Nullable X509Certificate signer(Der basic, X509Certificate issuer) throws OcspException {
        if (basic.tag() != Der.CONTEXT) {
            return null;
        }
        Der certificates = basic.enter(Der.CONTEXT).enter(Der.SEQUENCE);
        if (certificates.tag() == Der.END) {
            return null;
        }
        X509Certificate signer;
        try {
            signer = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificates.element()));
        } catch (CertificateException e) {
            throw new OcspException("x509: malformed certificate", e);
        }
        if (signer.equals(issuer)) {
            return signer;
        }
        if (!CertificateFacts.isSigned(signer, issuer)) {
            throw new OcspException("bad OCSP signature: signer was not certified by the issuer");
        }
        if (!mayAnswer(signer)) {
            throw new OcspException("OCSP response signer missing authorization by CA to act as OCSP signer");
        }
        return signer;
    }

    private static boolean mayAnswer(X509Certificate signer) {
        try {
            List<String> uses = signer.getExtendedKeyUsage();
            return uses != null && uses.contains(SIGNS_ANSWERS);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean isSigned(byte[] what, String algorithm, byte[] bits, PublicKey by) throws OcspException {
        try {
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(by);
            check.update(what);
            // The first octet of a bit string says how many bits of the last do not count: none here.
            return check.verify(bits, 1, bits.length - 1);
        } catch (GeneralSecurityException e) {
            throw new OcspException("bad OCSP signature: " + e.getMessage(), e);
        }
    }

    private static OcspResponse answer(byte[] der, Der signed, BigInteger serial) throws OcspException {
        Der data = signed.enter(Der.SEQUENCE);
        data.skip(Der.CONTEXT);
        data.element();
        data.content(Der.GENERALIZED_TIME);
        Der answers = data.enter(Der.SEQUENCE);
        if (answers.tag() == Der.END) {
            throw new OcspException("OCSP response contains bad number of responses");
        }
        while (answers.tag() != Der.END) {
            Der answer = answers.enter(Der.SEQUENCE);
            Der id = answer.enter(Der.SEQUENCE);
            id.element();
            id.element();
            id.element();
            if (!id.integer().equals(serial)) {
                continue;
            }
            Status status = status(answer);
            Instant from = time(answer);
            Instant until = answer.tag() == Der.CONTEXT ? time(answer.enter(Der.CONTEXT)) : null;
            return new OcspResponse(der.clone(), status, from, until);
        }
        throw new OcspException("no response matching the supplied certificate");
    }

    private static Status status(Der answer) throws OcspException {
        int tag = answer.tag();
        answer.element();
        if (tag == Der.context(0)) {
            return Status.GOOD;
        }
        return tag == Der.CONTEXT + 1 ? Status.REVOKED : Status.UNKNOWN;
    }

    private static Instant time(Der at) throws OcspException {
        String text = new String(at.content(Der.GENERALIZED_TIME), StandardCharsets.US_ASCII);
        try {
            return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new OcspException("asn1: structure error: time", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OcspResponse response && Arrays.equals(der, response.der);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(der));
    }
}
