package io.vagus.transport;

import com.sun.net.httpserver.HttpServer;
import io.vagus.transport.tls.TlsSettings.CertificateFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.jspecify.annotations.Nullable;

/** An issuer of certificates that answers questions about them over HTTP, as a test wants it to. */
public final class TestIssuer implements AutoCloseable {
    /** What it says about a certificate. */
    public enum Says {
        GOOD,
        REVOKED,
        UNKNOWN,
        /** An answer that leaves out what it is about. */
        NO_STATE
    }

    /** A certificate and its key. */
    public record Made(X509Certificate certificate, KeyPair keys, Path directory, String name) {
        public CertificateFiles files() {
            return new CertificateFiles(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
        }
    }

    private static final AlgorithmIdentifier SIGNING =
            new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.10045.4.3.2"));
    private static final ASN1ObjectIdentifier TLS_FEATURE = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");
    private static final ASN1ObjectIdentifier OCSP = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.1");
    private static final ASN1ObjectIdentifier BASIC = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.1.1");

    private final Path directory;
    private final HttpServer server;
    private final Made root;
    private final Map<BigInteger, Says> said = new ConcurrentHashMap<>();
    private final AtomicInteger serials = new AtomicInteger(1000);
    public final AtomicInteger asked = new AtomicInteger();
    public volatile @Nullable Duration validity = Duration.ofMinutes(10);
    public volatile boolean takesPosts = true;
    public volatile boolean away;
    private volatile @Nullable Made delegate;

    public TestIssuer(Path directory) throws IOException {
        this.directory = directory;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", exchange -> {
            try (exchange) {
                if (away || (exchange.getRequestMethod().equals("POST") && !takesPosts)) {
                    exchange.sendResponseHeaders(503, -1);
                    return;
                }
                asked.incrementAndGet();
                byte[] answer = answer(question(
                        exchange.getRequestMethod(), exchange.getRequestURI().getPath(), exchange.getRequestBody()));
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        });
        server.start();
        this.root = make("ca", true, false, false, null);
    }

    private static byte[] question(String method, String path, InputStream body) throws IOException {
        return method.equals("POST") ? body.readAllBytes() : Base64.getDecoder().decode(path.substring(1));
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A client's context that trusts this issuer, and shows that certificate when there is one. */
    public SSLContext client(@Nullable Made shown) {
        try {
            KeyStore roots = KeyStore.getInstance("PKCS12");
            roots.load(null, null);
            roots.setCertificateEntry("ca", root.certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(roots);
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            if (shown != null) {
                own.setKeyEntry("own", shown.keys.getPrivate(), new char[0], new Certificate[] {shown.certificate});
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path caFile() {
        return directory.resolve("ca.pem");
    }

    public X509Certificate ca() {
        return root.certificate;
    }

    /** A certificate for localhost, with the issuer's address in it. */
    public Made certificate(String name, boolean mustStaple) {
        return make(name, false, mustStaple, false, root);
    }

    /** From now on somebody else answers, who may do so or not. */
    public void answersBy(boolean authorized) {
        delegate = make("delegate", false, false, authorized, root);
    }

    public void says(Made of, Says what) {
        said.put(of.certificate.getSerialNumber(), what);
    }

    private Made make(String name, boolean authority, boolean mustStaple, boolean signsAnswers, @Nullable Made issuer) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            V3TBSCertificateGenerator body = new V3TBSCertificateGenerator();
            body.setSerialNumber(new ASN1Integer(BigInteger.valueOf(serials.incrementAndGet())));
            body.setSignature(SIGNING);
            body.setIssuer(new X500Name("O=Vagus,CN=" + (issuer == null ? name : issuer.name)));
            body.setSubject(new X500Name("O=Vagus,CN=" + name));
            body.setStartDate(new Time(Date.from(Instant.now().minus(Duration.ofHours(1)))));
            body.setEndDate(new Time(Date.from(Instant.now().plus(Duration.ofDays(1)))));
            body.setSubjectPublicKeyInfo(
                    SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
            List<Extension> extensions = new ArrayList<>();
            if (authority) {
                extensions.add(extension(Extension.basicConstraints, new BasicConstraints(true)));
            } else {
                GeneralName local = new GeneralName(GeneralName.dNSName, "localhost");
                extensions.add(extension(Extension.subjectAlternativeName, new GeneralNames(local)));
                DERSequence description = new DERSequence(
                        new ASN1Encodable[] {OCSP, new GeneralName(GeneralName.uniformResourceIdentifier, url())});
                extensions.add(extension(Extension.authorityInfoAccess, new DERSequence(description)));
            }
            if (mustStaple) {
                extensions.add(extension(TLS_FEATURE, new DERSequence(new ASN1Integer(5))));
            }
            if (signsAnswers) {
                extensions.add(
                        extension(Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning)));
            }
            body.setExtensions(new Extensions(extensions.toArray(new Extension[0])));
            byte[] unsigned = body.generateTBSCertificate().getEncoded(ASN1Encoding.DER);
            byte[] der = signed(ASN1Sequence.getInstance(unsigned), issuer == null ? keys : issuer.keys);
            write(name + ".pem", "CERTIFICATE", der);
            write(name + ".key", "PRIVATE KEY", keys.getPrivate().getEncoded());
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return new Made(certificate, keys, directory, name);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Extension extension(ASN1ObjectIdentifier kind, ASN1Encodable value) throws IOException {
        return new Extension(
                kind, false, new DEROctetString(value.toASN1Primitive().getEncoded(ASN1Encoding.DER)));
    }

    private static byte[] signature(byte[] what, KeyPair by) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(by.getPrivate());
        signature.update(what);
        return signature.sign();
    }

    private static byte[] signed(ASN1Encodable body, KeyPair by, ASN1Encodable... more)
            throws GeneralSecurityException, IOException {
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(body);
        parts.add(SIGNING);
        parts.add(new DERBitString(signature(body.toASN1Primitive().getEncoded(ASN1Encoding.DER), by)));
        for (ASN1Encodable part : more) {
            parts.add(part);
        }
        return new DERSequence(parts).getEncoded(ASN1Encoding.DER);
    }

    private void write(String name, String label, byte[] der) throws IOException {
        Files.writeString(
                directory.resolve(name),
                "-----BEGIN " + label + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                        + "\n-----END " + label + "-----\n");
    }

    /** Answers a question, whatever its form. */
    public byte[] answer(byte[] question) throws GeneralSecurityException, IOException {
        Request request = Request.getInstance(OCSPRequest.getInstance(question)
                .getTbsRequest()
                .getRequestList()
                .getObjectAt(0));
        return answer(request.getReqCert());
    }

    private byte[] answer(CertID id) throws GeneralSecurityException, IOException {
        Instant now = Instant.now();
        Duration holds = validity;
        ASN1EncodableVector single = new ASN1EncodableVector();
        single.add(id);
        switch (said.getOrDefault(id.getSerialNumber().getValue(), Says.GOOD)) {
            case GOOD -> single.add(new DERTaggedObject(false, 0, DERNull.INSTANCE));
            case REVOKED -> single.add(new DERTaggedObject(false, 1, new DERSequence(time(now))));
            case UNKNOWN -> single.add(new DERTaggedObject(false, 2, DERNull.INSTANCE));
            case NO_STATE -> {}
        }
        single.add(time(now));
        if (holds != null) {
            single.add(new DERTaggedObject(true, 0, time(now.plus(holds))));
        }
        Made other = delegate;
        KeyPair by = other == null ? root.keys : other.keys;
        byte[] key = SubjectPublicKeyInfo.getInstance(by.getPublic().getEncoded())
                .getPublicKeyData()
                .getBytes();
        DEROctetString who =
                new DEROctetString(MessageDigest.getInstance("SHA-1").digest(key));
        ASN1EncodableVector body = new ASN1EncodableVector();
        body.add(new DERTaggedObject(true, 2, who));
        body.add(time(now));
        body.add(new DERSequence(new DERSequence(single)));
        byte[] basic = other == null
                ? signed(new DERSequence(body), by)
                : signed(
                        new DERSequence(body),
                        by,
                        new DERTaggedObject(
                                true, 0, new DERSequence(ASN1Sequence.getInstance(other.certificate.getEncoded()))));
        ASN1EncodableVector response = new ASN1EncodableVector();
        response.add(new ASN1Enumerated(0));
        response.add(
                new DERTaggedObject(true, 0, new DERSequence(new ASN1Encodable[] {BASIC, new DEROctetString(basic)})));
        return new DERSequence(response).getEncoded(ASN1Encoding.DER);
    }

    private static ASN1GeneralizedTime time(Instant at) {
        return new ASN1GeneralizedTime(Date.from(at));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
