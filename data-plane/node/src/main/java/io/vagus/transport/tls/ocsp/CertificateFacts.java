package io.vagus.transport.tls.ocsp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/** What a certificate says about questions to its issuer, and how it is named where they are told of. */
public final class CertificateFacts {
    private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";
    private static final String TLS_FEATURES = "1.3.6.1.5.5.7.1.24";
    private static final int STATUS_REQUEST = 5;
    private static final Map<String, String> MORE_NAMES = Map.of("2.5.4.5", "SERIALNUMBER", "2.5.4.17", "POSTALCODE");

    private CertificateFacts() {}

    /** Whether a certificate may only be shown together with an answer of its issuer (RFC 7633). */
    public static boolean mustStaple(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(TLS_FEATURES);
        if (extension == null) {
            return false;
        }
        try {
            for (ASN1Encodable feature : ASN1Sequence.getInstance(opened(extension))) {
                if (ASN1Integer.getInstance(feature).hasValue(STATUS_REQUEST)) {
                    return true;
                }
            }
            return false;
        } catch (RuntimeException malformed) {
            return false;
        }
    }

    private static byte[] opened(byte[] extension) {
        return ASN1OctetString.getInstance(extension).getOctets();
    }

    /** Where the issuer answers, as it is written in the certificate. */
    static List<String> responders(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(AUTHORITY_INFORMATION);
        List<String> urls = new ArrayList<>();
        if (extension == null) {
            return urls;
        }
        try {
            AuthorityInformationAccess access = AuthorityInformationAccess.getInstance(opened(extension));
            for (AccessDescription description : access.getAccessDescriptions()) {
                GeneralName location = description.getAccessLocation();
                if (description.getAccessMethod().equals(AccessDescription.id_ad_ocsp)
                        && location.getTagNo() == GeneralName.uniformResourceIdentifier) {
                    urls.add(ASN1IA5String.getInstance(location.getName()).getString());
                }
            }
        } catch (RuntimeException malformed) {
            return List.of();
        }
        return urls;
    }

    /** As {@link #responders}, without those that are no web addresses. */
    static List<String> webResponders(X509Certificate certificate) {
        return responders(certificate).stream()
                .filter(url -> url.startsWith("http://") || url.startsWith("https://"))
                .toList();
    }

    /** The SHA-256 of the whole certificate, in base 64: what answers about peers are kept under. */
    public static String fingerprint(X509Certificate certificate) {
        return Base64.getEncoder().encodeToString(digest(certificate));
    }

    /** The same in hexadecimal: the name of the file that the answer about a certificate of the node's own is kept in. */
    static String fileName(X509Certificate certificate) {
        return HexFormat.of().formatHex(digest(certificate));
    }

    private static byte[] digest(X509Certificate certificate) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** A name for logs and events, last part first. */
    public static String name(X500Principal principal) {
        return principal.getName(X500Principal.RFC2253, MORE_NAMES);
    }

    /** Which of these signed the certificate; null for none. */
    static @Nullable X509Certificate issuer(X509Certificate certificate, Iterable<X509Certificate> candidates) {
        for (X509Certificate candidate : candidates) {
            if (candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                    && isSigned(certificate, candidate)) {
                return candidate;
            }
        }
        return null;
    }

    static boolean isSigned(X509Certificate certificate, X509Certificate by) {
        try {
            certificate.verify(by.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
