package io.vagus.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Certificates and private keys out of PEM files (RFC 7468): keys as PKCS #8, as PKCS #1 ({@code RSA PRIVATE KEY}) or as SEC 1
 * ({@code EC PRIVATE KEY}). Encrypted keys are refused.
 */
final class PemFile {

    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ([A-Z0-9 ]{1,64})-----\\s*?\\n([A-Za-z0-9+/=\\s]*)-----END \\1-----", Pattern.DOTALL);
    private static final byte[] RSA_ALGORITHM = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    private static final byte[] EC_OID = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};
    private static final int EC_PARAMETERS = 0xa0;
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private record Block(String label, byte[] content) {}

    private PemFile() {}

    /** All certificates of a file, at least one. */
    static List<X509Certificate> certificates(Path file) throws TlsException {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label.equals("CERTIFICATE")) {
                found.add(certificate(block.content));
            }
        }
        if (found.isEmpty()) {
            throw new TlsException("tls: failed to find any PEM data in certificate input");
        }
        return found;
    }

    private static X509Certificate certificate(byte[] der) throws TlsException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new TlsException("x509: malformed certificate", e);
        }
    }

    /** The first private key of a file, for a certificate with that kind of public key ({@code RSA}, {@code EC}, {@code EdDSA}). */
    static PrivateKey privateKey(Path file, String algorithm) throws TlsException {
        for (Block block : blocks(file)) {
            byte[] pkcs8 = pkcs8(block);
            if (pkcs8 != null) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
                } catch (GeneralSecurityException e) {
                    // The cause could hold parts of the key.
                    throw new TlsException("tls: private key type does not match public key type");
                }
            }
        }
        throw new TlsException("tls: failed to find any PEM data in key input");
    }

    private static byte @Nullable [] pkcs8(Block block) throws TlsException {
        return switch (block.label) {
            case "PRIVATE KEY" -> block.content;
            case "RSA PRIVATE KEY" -> wrapped(RSA_ALGORITHM, block.content);
            case "EC PRIVATE KEY" -> wrapped(element(SEQUENCE, concat(EC_OID, curveOf(block.content))), block.content);
            case "ENCRYPTED PRIVATE KEY" -> throw new TlsException("tls: failed to parse private key");
            default -> null;
        };
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        byte[] version = {0x02, 0x01, 0x00};
        return element(SEQUENCE, concat(concat(version, algorithm), element(OCTET_STRING, key)));
    }

    /** The curve's identifier, the content of {@code [0]} in RFC 5915's ECPrivateKey. */
    private static byte[] curveOf(byte[] der) throws TlsException {
        int at = contentAt(der, 0);
        while (at < der.length) {
            int content = contentAt(der, at);
            int end = content + lengthAt(der, at);
            if (end > der.length || end <= at) {
                break;
            }
            if ((der[at] & 0xff) == EC_PARAMETERS) {
                return java.util.Arrays.copyOfRange(der, content, end);
            }
            at = end;
        }
        throw new TlsException("tls: failed to parse private key");
    }

    private static int lengthAt(byte[] der, int at) throws TlsException {
        if (at + 1 >= der.length) {
            throw new TlsException("tls: failed to parse private key");
        }
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int octets = first & 0x7f;
        if (octets > 3 || at + 2 + octets > der.length) {
            throw new TlsException("tls: failed to parse private key");
        }
        int length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }

    private static int contentAt(byte[] der, int at) throws TlsException {
        lengthAt(der, at);
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 5);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length <= 0xff) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >>> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static List<Block> blocks(Path file) throws TlsException {
        String text;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new TlsException("open " + file + ": file is too large");
            }
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (TlsException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new TlsException("open " + file + ": no such file or directory", e);
        } catch (IOException e) {
            throw new TlsException("open " + file + ": " + e.getMessage(), e);
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw new TlsException("open " + file + ": not valid PEM", e);
            }
        }
        return blocks;
    }
}
