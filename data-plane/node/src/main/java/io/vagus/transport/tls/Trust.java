package io.vagus.transport.tls;

import io.vagus.transport.tls.ocsp.PeerCheck;
import io.vagus.transport.tls.ocsp.PeerRules;
import io.vagus.transport.tls.ocsp.Revocation;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom this side believes: certificates below those of a file, or below those that the JVM trusts, not revoked as far as their
 * issuers are asked. What the JVM trusts is read when it is needed first. Safe for use by any thread.
 */
final class Trust extends X509ExtendedTrustManager {

    private static final String CLIENT = "client not OCSP valid";
    private static final String SERVER = "server not OCSP valid";

    private final @Nullable Path caFile;
    private final @Nullable PeerCheck peers;
    private final boolean insecure;
    private volatile @Nullable X509ExtendedTrustManager plain;

    private Trust(TlsSettings settings, @Nullable PeerCheck peers) {
        this.caFile = settings.caFile();
        this.peers = peers;
        this.insecure = settings.insecure();
    }

    static Trust of(TlsSettings settings, @Nullable Revocation revocation) throws TlsException {
        PeerRules rules = settings.ocspPeer();
        if (rules != null && revocation != null && !settings.verify()) {
            throw new TlsException(
                    "OCSP peer verification for client connections requires TLS verify (mTLS) to be enabled");
        }
        Trust trust = new Trust(settings, rules == null || revocation == null ? null : revocation.peers(rules));
        if (settings.caFile() != null) {
            trust.plain = trust.open();
        }
        return trust;
    }

    private X509ExtendedTrustManager open() throws TlsException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            KeyStore roots = caFile == null ? null : roots(caFile);
            factory.init(roots);
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

    private X509ExtendedTrustManager plain() throws CertificateException {
        X509ExtendedTrustManager manager = plain;
        if (manager == null) {
            manager = opened();
            plain = manager;
        }
        return manager;
    }

    private X509ExtendedTrustManager opened() throws CertificateException {
        try {
            return open();
        } catch (TlsException e) {
            throw new CertificateException(e);
        }
    }

    /** One check by one of the managers. */
    @FunctionalInterface
    private interface Check {
        void by(X509ExtendedTrustManager manager) throws CertificateException;
    }

    private void check(Check check, X509Certificate[] chain, String refusal) throws CertificateException {
        check.by(plain());
        if (peers != null) {
            peers.require(chain, getAcceptedIssuers(), refusal);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            check(manager -> manager.checkClientTrusted(chain, authType, engine), chain, CLIENT);
        } catch (CertificateException e) {
            Refusal.of(e).end(engine, e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (!insecure) {
            check(manager -> manager.checkServerTrusted(chain, authType, engine), chain, SERVER);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(manager -> manager.checkClientTrusted(chain, authType, socket), chain, CLIENT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (!insecure) {
            check(manager -> manager.checkServerTrusted(chain, authType, socket), chain, SERVER);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(manager -> manager.checkClientTrusted(chain, authType), chain, CLIENT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (!insecure) {
            check(manager -> manager.checkServerTrusted(chain, authType), chain, SERVER);
        }
    }

    /** Certificates that a check accepted, and behind them what signed the last: the ones at the root stay with this side. */
    List<X509Certificate> rooted(List<X509Certificate> certificates) {
        if (certificates.isEmpty()) {
            return List.of();
        }
        List<X509Certificate> chain = new ArrayList<>(certificates);
        X509Certificate last = chain.getLast();
        for (X509Certificate issuer : getAcceptedIssuers()) {
            if (!issuer.equals(last)
                    && issuer.getSubjectX500Principal().equals(last.getIssuerX500Principal())
                    && signed(issuer, last)) {
                chain.add(issuer);
                break;
            }
        }
        return List.copyOf(chain);
    }

    private static boolean signed(X509Certificate issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException other) {
            return false;
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
