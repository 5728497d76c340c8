package io.vagus.transport.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Tells whether a private key is the other half of a public key, by a signature. */
final class KeyPairCheck {

    private static final byte[] TEXT = "do these two belong together?".getBytes(StandardCharsets.US_ASCII);

    private KeyPairCheck() {}

    static boolean belongTogether(PrivateKey secret, PublicKey known) {
        String algorithm = switch (known.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> known.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(secret);
            signature.update(TEXT);
            byte[] signed = signature.sign();
            signature.initVerify(known);
            signature.update(TEXT);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
