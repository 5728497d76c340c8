package io.vagus.transport.tls;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import javax.net.ssl.SSLEngine;

/**
 * Tells a client whose certificate is refused why, by the alert that nats-server sends. The JDK has but one for all that a trust
 * manager refuses ({@code certificate_unknown}) and no way to choose another, so its TLS is asked for it from the inside: the
 * package {@code sun.security.ssl} is opened to the node where {@code bin/nats-server} starts it. Where it is not open, or no
 * longer what it was, the client gets the JDK's alert.
 */
enum Refusal {
    /** Nobody who is believed has signed it. */
    UNKNOWN_CA,
    /** Its time is over, or has not come. */
    CERTIFICATE_EXPIRED,
    /** Anything else. */
    BAD_CERTIFICATE;

    static Refusal of(CertificateException refused) {
        Refusal found = BAD_CERTIFICATE;
        for (Throwable each = refused; each != null; each = each.getCause()) {
            if (each instanceof CertificateExpiredException || each instanceof CertificateNotYetValidException) {
                return CERTIFICATE_EXPIRED;
            }
            if (each instanceof CertPathValidatorException invalid) {
                if (invalid.getReason() == BasicReason.EXPIRED || invalid.getReason() == BasicReason.NOT_YET_VALID) {
                    return CERTIFICATE_EXPIRED;
                }
                found = invalid.getReason() == PKIXReason.NO_TRUST_ANCHOR ? UNKNOWN_CA : BAD_CERTIFICATE;
            } else if (each instanceof CertPathBuilderException) {
                found = UNKNOWN_CA;
            }
        }
        return found;
    }

    /** Ends the handshake with this alert, or by the exception alone. Called where the JDK asks a trust manager. */
    void end(SSLEngine engine, CertificateException refused) throws CertificateException {
        try {
            Field field = engine.getClass().getDeclaredField("conContext");
            field.setAccessible(true);
            Object context = field.get(engine);
            for (Method method : context.getClass().getDeclaredMethods()) {
                Class<?>[] takes = method.getParameterTypes();
                if (method.getName().equals("fatal") && takes.length == 2 && takes[1] == Throwable.class) {
                    method.setAccessible(true);
                    method.invoke(context, alert(takes[0]), refused);
                }
            }
        } catch (InvocationTargetException ended) {
            // What the JDK itself throws from here, which its caller declares though a trust manager cannot.
            Throwable alerted = ended.getCause();
            if (alerted != null) {
                Refusal.<RuntimeException>rethrow(alerted);
            }
        } catch (ReflectiveOperationException | RuntimeException notOpen) {
            refused.addSuppressed(notOpen);
        }
        throw refused;
    }

    private Object alert(Class<?> alerts) throws ReflectiveOperationException {
        Field field = alerts.getDeclaredField(name());
        field.setAccessible(true);
        return field.get(null);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
