package io.vagus.transport.tls.ocsp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * How a certificate is called in questions to its issuer: {@code CertID} of RFC 6960, with SHA-1.
 *
 * @param issuerName the digest of the issuer's name, hexadecimal
 * @param issuerKey the digest of its public key, hexadecimal
 */
record CertificateId(String issuerName, String issuerKey, BigInteger serial) {
    private static final ASN1ObjectIdentifier SHA_1 = new ASN1ObjectIdentifier("1.3.14.3.2.26");

    static CertificateId of(X509Certificate certificate, X509Certificate issuer) {
        byte[] key = SubjectPublicKeyInfo.getInstance(issuer.getPublicKey().getEncoded())
                .getPublicKeyData()
                .getOctets();
        byte[] name = issuer.getSubjectX500Principal().getEncoded();
        return new CertificateId(digest(name), digest(key), certificate.getSerialNumber());
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-1", e);
        }
    }

    /** The question about this certificate alone, DER. */
    byte[] request() {
        HexFormat hex = HexFormat.of();
        CertID id = new CertID(
                new AlgorithmIdentifier(SHA_1, DERNull.INSTANCE),
                new DEROctetString(hex.parseHex(issuerName)),
                new DEROctetString(hex.parseHex(issuerKey)),
                new ASN1Integer(serial));
        TBSRequest body = new TBSRequest(null, new DERSequence(new Request(id, null)), (Extensions) null);
        try {
            return new OCSPRequest(body, null).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Which certificate a question is about, the first of several. */
    static CertificateId asked(byte[] request) throws OcspException {
        try {
            CertID id = Request.getInstance(OCSPRequest.getInstance(request)
                            .getTbsRequest()
                            .getRequestList()
                            .getObjectAt(0))
                    .getReqCert();
            HexFormat hex = HexFormat.of();
            return new CertificateId(
                    hex.formatHex(id.getIssuerNameHash().getOctets()),
                    hex.formatHex(id.getIssuerKeyHash().getOctets()),
                    id.getSerialNumber().getValue());
        } catch (RuntimeException e) {
            throw OcspException.malformed(e);
        }
    }
}
