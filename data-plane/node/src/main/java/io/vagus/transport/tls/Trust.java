package io.vagus.transport.tls;

import io.vagus.base.Log;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom this side believes: certificates below those of a file, or below those that the JVM trusts, not revoked as far as that
 * is asked. What the JVM trusts is read when it is needed first. Safe for use by any thread.
 */
final class Trust extends X509ExtendedTrustManager {

    private final @Nullable Path caFile;
    private final TlsSettings.@Nullable OcspPeer ocsp;
    private final boolean insecure;
    private final Log log;
    private volatile @Nullable X509ExtendedTrustManager plain;
    private volatile @Nullable X509ExtendedTrustManager strict;

    private Trust(TlsSettings settings, Log log) {
        this.caFile = settings.caFile();
        this.ocsp = settings.ocspPeer();
        this.insecure = settings.insecure();
        this.log = log;
    }

    static Trust of(TlsSettings settings, Log log) throws TlsException {
        Trust trust = new Trust(settings, log);
        if (settings.caFile() != null) {
            trust.plain = trust.open(false);
        }
        return trust;
    }

    private X509ExtendedTrustManager open(boolean asking) throws TlsException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            KeyStore roots = caFile == null ? null : roots(caFile);
            TlsSettings.OcspPeer how = ocsp;
            if (asking && how != null && roots != null) {
                factory.init(new CertPathTrustManagerParameters(parameters(roots, how)));
            } else {
                factory.init(roots);
            }
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
            throw new TlsException("no trust manager");
        } catch (TlsException e) {
            throw e;
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException("failed to parse root ca certificate", e);
        }
    }

    private static KeyStore roots(Path file) throws TlsException, GeneralSecurityException, IOException {
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        List<X509Certificate> certificates;
        try {
            certificates = PemFile.certificates(file);
        } catch (TlsException e) {
            if (String.valueOf(e.getMessage()).startsWith("open ")) {
                throw e;
            }
            throw new TlsException("failed to parse root ca certificate", e);
        }
        for (int i = 0; i < certificates.size(); i++) {
            roots.setCertificateEntry("ca" + i, certificates.get(i));
        }
        return roots;
    }

    private static PKIXBuilderParameters parameters(KeyStore roots, TlsSettings.OcspPeer how)
            throws GeneralSecurityException {
        PKIXRevocationChecker checker =
                (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        Set<PKIXRevocationChecker.Option> options = EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK);
        if (how.allowWhenUnreachable()) {
            options.add(PKIXRevocationChecker.Option.SOFT_FAIL);
        }
        checker.setOptions(options);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(roots, new X509CertSelector());
        parameters.setRevocationEnabled(true);
        parameters.addCertPathChecker(checker);
        return parameters;
    }

    private X509ExtendedTrustManager plain() throws CertificateException {
        X509ExtendedTrustManager manager = plain;
        if (manager == null) {
            manager = opened(false);
            plain = manager;
        }
        return manager;
    }

    private X509ExtendedTrustManager strict() throws CertificateException {
        X509ExtendedTrustManager manager = strict;
        if (manager == null) {
            manager = opened(true);
            strict = manager;
        }
        return manager;
    }

    private X509ExtendedTrustManager opened(boolean asking) throws CertificateException {
        try {
            return open(asking);
        } catch (TlsException e) {
            throw new CertificateException(e);
        }
    }

    /** One check by one of the managers. */
    @FunctionalInterface
    private interface Check {
        void by(X509ExtendedTrustManager manager) throws CertificateException;
    }

    private void check(Check check, X509Certificate[] chain) throws CertificateException {
        check.by(plain());
        TlsSettings.OcspPeer how = ocsp;
        if (how == null) {
            return;
        }
        try {
            check.by(strict());
        } catch (CertificateException e) {
            if (how.unknownIsGood() && isUnknown(e)) {
                return;
            }
            if (!how.warnOnly()) {
                throw e;
            }
            log.warn("OCSP peer verification failed for " + chain[0].getSubjectX500Principal()
                    + ", accepted because of warn_only: " + e.getMessage());
        }
    }

    private static boolean isUnknown(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException invalid
                    && invalid.getReason() == CertPathValidatorException.BasicReason.UNDETERMINED_REVOCATION_STATUS
                    && String.valueOf(invalid.getMessage())
                            .toLowerCase(Locale.ROOT)
                            .contains("unknown")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(manager -> manager.checkClientTrusted(chain, authType, engine), chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (!insecure) {
            check(manager -> manager.checkServerTrusted(chain, authType, engine), chain);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(manager -> manager.checkClientTrusted(chain, authType, socket), chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (!insecure) {
            check(manager -> manager.checkServerTrusted(chain, authType, socket), chain);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(manager -> manager.checkClientTrusted(chain, authType), chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (!insecure) {
            check(manager -> manager.checkServerTrusted(chain, authType), chain);
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        try {
            return plain().getAcceptedIssuers();
        } catch (CertificateException e) {
            return new X509Certificate[0];
        }
    }
}
