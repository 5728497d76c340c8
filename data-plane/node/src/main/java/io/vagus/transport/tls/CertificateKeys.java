package io.vagus.transport.tls;

import io.vagus.transport.tls.ocsp.OcspException;
import io.vagus.transport.tls.ocsp.Revocation;
import io.vagus.transport.tls.ocsp.Staple;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What this side shows of itself: of several certificates, the first that fits the kind of key asked for and the name the
 * client wants; when none at all has that name, the first of that kind. Never changes.
 */
final class CertificateKeys extends X509ExtendedKeyManager {

    private static final int DNS_NAME = 2;

    /** @param staple what the issuer says about the certificate; null where that is not shown */
    private record Entry(
            Path file,
            X509Certificate[] chain,
            PrivateKey key,
            List<String> names,
            @Nullable Staple staple) {}

    private final List<Entry> entries = new ArrayList<>();

    /** Reads the files; the text of a failure is nats-server's. */
    static CertificateKeys read(List<TlsSettings.CertificateFiles> files) throws TlsException {
        CertificateKeys keys = new CertificateKeys();
        for (int i = 0; i < files.size(); i++) {
            try {
                keys.add(files.get(i));
            } catch (TlsException e) {
                String which = files.size() == 1 ? "" : " " + (i + 1) + "/" + files.size();
                throw new TlsException("error parsing X509 certificate/key pair" + which + ": " + e.getMessage(), e);
            }
        }
        return keys;
    }

    private void add(TlsSettings.CertificateFiles files) throws TlsException {
        List<X509Certificate> chain = PemFile.certificates(files.certificate());
        X509Certificate leaf = chain.getFirst();
        String algorithm = leaf.getPublicKey().getAlgorithm();
        PrivateKey key = PemFile.privateKey(files.key(), algorithm);
        if (!KeyPairCheck.belongTogether(key, leaf.getPublicKey())) {
            throw new TlsException("tls: private key does not match public key");
        }
        entries.add(new Entry(files.certificate(), chain.toArray(new X509Certificate[0]), key, names(leaf), null));
    }

    /** The first certificate, which is the one monitoring speaks of; null without one. */
    @Nullable
    X509Certificate first() {
        return entries.isEmpty() ? null : entries.getFirst().chain[0];
    }

    /**
     * Has certificates come with what their issuers say about them, as far as that is wanted. Errors: {@link TlsException} when
     * it cannot be had and is required.
     *
     * @return what was made, which is for the caller to start and to stop
     */
    List<Staple> staple(Revocation revocation, List<X509Certificate> trusted, boolean required) throws TlsException {
        List<Staple> made = new ArrayList<>();
        try {
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                Staple staple = revocation.staple(entry.file, entry.chain, trusted, required);
                if (staple == null) {
                    continue;
                }
                made.add(staple);
                X509Certificate[] chain = entry.chain;
                if (chain.length == 1) {
                    // The JDK shows an answer only beside the certificate of who gave it.
                    chain = new X509Certificate[] {chain[0], Revocation.issuer(chain, trusted)};
                }
                entries.set(i, new Entry(entry.file, chain, entry.key, entry.names, staple));
            }
        } catch (OcspException e) {
            throw new TlsException(String.valueOf(e.getMessage()), e);
        }
        return made;
    }

    private static List<String> names(X509Certificate leaf) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0) instanceof Integer kind
                            && kind == DNS_NAME
                            && alternative.get(1) instanceof String name) {
                        names.add(name.toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
        return names;
    }

    private @Nullable String choose(String @Nullable [] keyTypes, @Nullable String wantedName) {
        int standIn = -1;
        boolean namedElsewhere = false;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            boolean fits = hasKind(entry, keyTypes) && (entry.staple == null || entry.staple.isReady());
            boolean named = wantedName == null || entry.names.stream().anyMatch(name -> matches(name, wantedName));
            if (named && fits) {
                return Integer.toString(i);
            }
            namedElsewhere |= named;
            if (fits && standIn < 0) {
                standIn = i;
            }
        }
        // With null the caller asks again for another kind of key, which may be the one with the right name.
        return standIn < 0 || namedElsewhere ? null : Integer.toString(standIn);
    }

    private static boolean hasKind(Entry entry, String @Nullable [] keyTypes) {
        if (keyTypes == null) {
            return true;
        }
        String algorithm = entry.key.getAlgorithm();
        for (String type : keyTypes) {
            if (type.equals(algorithm) || type.startsWith(algorithm + "_")) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String name, String wanted) {
        if (!name.startsWith("*.")) {
            return name.equals(wanted);
        }
        int dot = wanted.indexOf('.');
        return dot > 0 && wanted.substring(dot).equals(name.substring(1));
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(new String[] {keyType}, wantedName(engine));
    }

    private static @Nullable String wantedName(@Nullable SSLEngine engine) {
        if (engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyTypes, null);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(new String[] {keyType}, null);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyTypes, null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = choose(new String[] {keyType}, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return getServerAliases(keyType, issuers);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Entry entry = entry(alias);
        return entry == null ? null : entry.chain.clone();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Entry entry = entry(alias);
        return entry == null ? null : entry.key;
    }

    private @Nullable Entry entry(String alias) {
        int index = Integer.parseInt(alias);
        return index < entries.size() ? entries.get(index) : null;
    }
}
