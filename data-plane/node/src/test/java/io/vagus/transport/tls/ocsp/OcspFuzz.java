package io.vagus.transport.tls.ocsp;

import io.vagus.base.framing.FrameReader;
import io.vagus.transport.TestCertificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** What issuers of certificates answer, questions to them, and kept answers in their frames: all is read or refused. */
public final class OcspFuzz {
    private static final X509Certificate ISSUER = certificate();

    private OcspFuzz() {}

    private static X509Certificate certificate() {
        try (InputStream in = Files.newInputStream(TestCertificates.file("ca.pem"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] bytes) {
        try {
            OcspResponse.parse(bytes, ISSUER, ISSUER);
        } catch (OcspException refused) {
            // As it should be.
        }
        try {
            CertificateId.asked(bytes);
        } catch (OcspException refused) {
            // As it should be.
        }
        try {
            new FrameReader(new ByteArrayInputStream(bytes)).readAllBytes();
        } catch (IOException refused) {
            // As it should be.
        }
    }
}
