package io.vagus.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.PKIXReason;
import org.junit.jupiter.api.Test;

/** Which alert a refused certificate gets: that of nats-server for the same. */
class RefusalTest {

    @Test
    void tellsWhatIsOver() {
        assertThat(of(new CertPathBuilderException("no path", invalid(BasicReason.EXPIRED))))
                .isEqualTo(Refusal.CERTIFICATE_EXPIRED);
        assertThat(of(invalid(BasicReason.NOT_YET_VALID))).isEqualTo(Refusal.CERTIFICATE_EXPIRED);
        assertThat(of(new CertificateExpiredException("over"))).isEqualTo(Refusal.CERTIFICATE_EXPIRED);
    }

    @Test
    void tellsWhoIsUnknown() {
        assertThat(of(new CertPathBuilderException("no path"))).isEqualTo(Refusal.UNKNOWN_CA);
        assertThat(of(invalid(PKIXReason.NO_TRUST_ANCHOR))).isEqualTo(Refusal.UNKNOWN_CA);
    }

    @Test
    void callsAnythingElseBad() {
        assertThat(of(invalid(BasicReason.INVALID_SIGNATURE))).isEqualTo(Refusal.BAD_CERTIFICATE);
        assertThat(Refusal.of(new CertificateException("client not OCSP valid")))
                .isEqualTo(Refusal.BAD_CERTIFICATE);
    }

    private static Refusal of(Exception cause) {
        return Refusal.of(new CertificateException(cause));
    }

    private static CertPathValidatorException invalid(CertPathValidatorException.Reason reason) {
        return new CertPathValidatorException("no", null, null, -1, reason);
    }
}
