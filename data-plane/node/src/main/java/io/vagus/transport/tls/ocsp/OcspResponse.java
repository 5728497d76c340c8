package io.vagus.transport.tls.ocsp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.CertStatus;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
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
    private static final String SIGNS_ANSWERS = "1.3.6.1.5.5.7.3.9";

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
        try {
            BasicOCSPResponse basic = basic(OCSPResponse.getInstance(der));
            X509Certificate signer = signer(basic.getCerts(), issuer);
            byte[] signed = basic.getTbsResponseData().getEncoded();
            String algorithm = basic.getSignatureAlgorithm().getAlgorithm().getId();
            PublicKey key = signer == null ? issuer.getPublicKey() : signer.getPublicKey();
            if (!isSigned(signed, algorithm, basic.getSignature().getOctets(), key)) {
                throw new OcspException("bad OCSP signature: verification error");
            }
            return answer(der, basic.getTbsResponseData().getResponses(), certificate.getSerialNumber());
        } catch (IOException | ParseException | RuntimeException e) {
            throw OcspException.malformed(e);
        }
    }

    private static BasicOCSPResponse basic(OCSPResponse response) throws OcspException {
        int code = response.getResponseStatus().getIntValue();
        if (code != OCSPResponseStatus.SUCCESSFUL) {
            throw new OcspException("ocsp: error from server: "
                    + (code >= 0 && code < FAILURES.length ? FAILURES[code] : "unknown OCSP status: " + code));
        }
        ResponseBytes typed = response.getResponseBytes();
        if (!typed.getResponseType().equals(OCSPObjectIdentifiers.id_pkix_ocsp_basic)) {
            throw new OcspException("bad OCSP response type");
        }
        return BasicOCSPResponse.getInstance(typed.getResponse().getOctets());
    }

    /** The certificate that came along, which the issuer must have made for this purpose; null for none. */
    private static @Nullable X509Certificate signer(@Nullable ASN1Sequence certificates, X509Certificate issuer)
            throws OcspException, IOException {
        if (certificates == null || certificates.size() == 0) {
            return null;
        }
        X509Certificate signer;
        try {
            byte[] first = certificates.getObjectAt(0).toASN1Primitive().getEncoded();
            signer = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(first));
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
            throw OcspException.unauthorizedSigner();
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
            return check.verify(bits);
        } catch (GeneralSecurityException e) {
            throw new OcspException("bad OCSP signature: " + e.getMessage(), e);
        }
    }

    private static OcspResponse answer(byte[] der, ASN1Sequence answers, BigInteger serial)
            throws OcspException, ParseException {
        if (answers.size() == 0) {
            throw new OcspException("OCSP response contains bad number of responses");
        }
        for (ASN1Encodable each : answers) {
            ASN1Sequence answer = ASN1Sequence.getInstance(each);
            if (CertID.getInstance(answer.getObjectAt(0)).getSerialNumber().hasValue(serial)) {
                return answer(der, answer);
            }
        }
        throw new OcspException("no response matching the supplied certificate");
    }

    /**
     * Reads a SingleResponse. An answer without a state, which RFC 6960 does not know, says that the certificate is revoked: Go's
     * library writes it so when it is told no time of the revocation, and reads it so.
     */
    private static OcspResponse answer(byte[] der, ASN1Sequence answer) throws ParseException {
        boolean isStated = answer.getObjectAt(1) instanceof ASN1TaggedObject;
        Status status =
                isStated ? status(CertStatus.getInstance(answer.getObjectAt(1)).getTagNo()) : Status.REVOKED;
        int next = isStated ? 2 : 1;
        ASN1GeneralizedTime since = ASN1GeneralizedTime.getInstance(answer.getObjectAt(next));
        ASN1GeneralizedTime until = null;
        if (answer.size() > next + 1
                && answer.getObjectAt(next + 1) instanceof ASN1TaggedObject tagged
                && tagged.getTagNo() == 0) {
            until = ASN1GeneralizedTime.getInstance(tagged, true);
        }
        return new OcspResponse(
                der.clone(),
                status,
                since.getDate().toInstant(),
                until == null ? null : until.getDate().toInstant());
    }

    private static Status status(int tag) {
        return switch (tag) {
            case 0 -> Status.GOOD;
            case 1 -> Status.REVOKED;
            default -> Status.UNKNOWN;
        };
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
