package io.vagus.transport.tls;

import io.vagus.base.Limits;
import io.vagus.transport.tls.ocsp.Revocation;
import io.vagus.transport.tls.ocsp.Staple;
import io.vagus.transport.tls.ocsp.StapleConnections;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Certificates, keys and rules as they were read at one time: what links of one port or of one remote are made with. */
public final class TlsContext {

    private final TlsSettings settings;
    private final Executor tasks;
    private final SSLContext context;
    private final CertificateKeys keys;
    private final Trust trust;
    private final PacketPool packets;
    private final String[] suites;
    private final String @Nullable [] groups;
    private final List<Staple> staples;

    private TlsContext(
            TlsSettings settings,
            Executor tasks,
            SSLContext context,
            CertificateKeys keys,
            Trust trust,
            List<Staple> staples)
            throws TlsException {
        this.settings = settings;
        this.tasks = tasks;
        this.context = context;
        this.keys = keys;
        this.trust = trust;
        this.staples = staples;
        this.packets = new PacketPool(context.createSSLEngine().getSession().getPacketBufferSize());
        SSLParameters supported = context.getSupportedSSLParameters();
        this.suites = CipherNames.suites(settings.cipherSuites(), Set.of(supported.getCipherSuites()));
        String[] known = supported.getNamedGroups();
        this.groups = known == null ? null : CipherNames.groups(settings.curves(), Set.of(known));
        if (known != null && groups == null) {
            throw new TlsException("none of the curve preferences is supported by this server: " + settings.curves());
        }
    }

    /**
     * Reads certificates and keys. Errors: {@link TlsException}, for a file that cannot be read or does not hold what it should.
     *
     * @param tasks where the expensive parts of handshakes run, which may wait for answers about revocation
     */
    public static TlsContext load(TlsSettings settings, Executor tasks) throws TlsException {
        return load(settings, tasks, null, true);
    }

    /**
     * As {@link #load(TlsSettings, Executor)}, with what issuers say about certificates, of this side and of peers.
     *
     * @param revocation asks the issuers; null to ask nobody
     * @param staplesRequired whether a certificate of this side that has to come with an issuer's answer is refused without one
     */
    public static TlsContext load(
            TlsSettings settings, Executor tasks, @Nullable Revocation revocation, boolean staplesRequired)
            throws TlsException {
        CertificateKeys keys = CertificateKeys.read(settings.certificates());
        Trust trust = Trust.of(settings, revocation);
        List<Staple> staples = revocation == null
                ? List.of()
                : keys.staple(revocation, List.of(trust.getAcceptedIssuers()), staplesRequired);
        SSLContext context = staples.isEmpty() ? context() : StapleConnections.stapling(TlsContext::context);
        try {
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
            context.getServerSessionContext().setSessionCacheSize(Limits.TLS_SESSIONS);
            return new TlsContext(settings, tasks, context, keys, trust, staples);
        } catch (GeneralSecurityException e) {
            throw new TlsException("TLS is not available: " + e.getMessage(), e);
        }
    }

    private static SSLContext context() {
        // Sessions are kept here, not by clients in tickets, which could not be taken back.
        System.setProperty("jdk.tls.server.enableSessionTicketExtension", "false");
        try {
            return SSLContext.getInstance("TLS");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has TLS", e);
        }
    }

    /** What issuers say about certificates of this side, which goes out with them; whoever serves with it starts and stops it. */
    public List<Staple> staples() {
        return staples;
    }

    /** What this was read by. */
    public TlsSettings settings() {
        return settings;
    }

    /** For a server that is not one of the node's own ports, such as the monitoring endpoints. */
    public SSLContext sslContext() {
        return context;
    }

    /** When the first certificate ends; null without one. */
    public @Nullable Instant notAfter() {
        X509Certificate first = keys.first();
        return first == null ? null : first.getNotAfter().toInstant();
    }

    /** The server's side of one connection. */
    SSLEngine serverEngine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters(engine);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNeedClientAuth(settings.verify());
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** For a client that opens sockets of its own, such as one of HTTPS. Names of servers are checked by whoever uses it. */
    public SSLSocketFactory clientSockets() {
        return new ClientSockets(context.getSocketFactory(), this::restrict);
    }

    private void restrict(SSLSocket socket) {
        SSLParameters chosen = socket.getSSLParameters();
        choose(chosen);
        socket.setSSLParameters(chosen);
    }

    /** The client's side of one connection to the server of that name. */
    SSLEngine clientEngine(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine);
        if (!settings.insecure()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        choose(parameters);
        return parameters;
    }

    private void choose(SSLParameters parameters) {
        parameters.setCipherSuites(suites);
        if (groups != null) {
            parameters.setNamedGroups(groups);
        }
        parameters.setProtocols(
                settings.minVersion() == TlsSettings.Version.TLS_1_3
                        ? new String[] {TlsSettings.Version.TLS_1_3.protocol()}
                        : new String[] {TlsSettings.Version.TLS_1_3.protocol(), TlsSettings.Version.TLS_1_2.protocol()
                        });
    }

    Executor tasks() {
        return tasks;
    }

    PacketPool packets() {
        return packets;
    }

    /** Certificates that were found trusted, up to the one at the root; empty for none. */
    List<X509Certificate> rooted(List<X509Certificate> certificates) {
        return trust.rooted(certificates);
    }

    /** Whether a peer with this certificate may come in, as far as pins say; null is a peer without one. */
    boolean isPinned(@Nullable X509Certificate peer) {
        return settings.pinnedCertificates().isEmpty()
                || (peer != null && settings.pinnedCertificates().contains(publicKeyDigest(peer)));
    }

    /** The lower-case hexadecimal SHA-256 of a certificate's SubjectPublicKeyInfo. */
    public static String publicKeyDigest(X509Certificate certificate) {
        return digest(certificate.getPublicKey().getEncoded());
    }

    /** The lower-case hexadecimal SHA-256 of a whole certificate. */
    public static String digest(X509Certificate certificate) {
        try {
            return digest(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
