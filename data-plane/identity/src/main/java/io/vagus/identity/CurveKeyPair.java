package io.vagus.identity;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * An nkey that seals messages for another one of its kind, and opens those sealed for it: NaCl's box (X25519, XSalsa20,
 * Poly1305) behind the words {@code xkv1} and a nonce of 24 bytes. Source: nats-io/nkeys xkeys.go; NaCl crypto_box.
 */
public final class CurveKeyPair implements AutoCloseable {
    private static final int SEED_TEXT_LENGTH = 58;

    private final byte[] secret;
    private final Nkey publicKey;

    private CurveKeyPair(byte[] secret, byte[] point) {
        this.secret = secret;
        this.publicKey = Nkey.of(KeyKind.CURVE, point);
    }

    private static CurveKeyPair ofSecret(byte[] secret) {
        return new CurveKeyPair(secret, SealedBox.publicKey(secret));
    }

    public static CurveKeyPair generate(SecureRandom random) {
        byte[] secret = new byte[Nkey.KEY_BYTES];
        random.nextBytes(secret);
        return ofSecret(secret);
    }

    /** With these 32 secret bytes, which it keeps. */
    public static CurveKeyPair of(byte[] secret) {
        if (secret.length != Nkey.KEY_BYTES) {
            throw new IdentityException("nkeys: invalid curve seed");
        }
        return ofSecret(secret.clone());
    }

    /**
     * Reads a seed's text form ({@code SX…}); the caller may wipe its array afterwards.
     *
     * @throws IdentityException {@code nkeys: invalid encoded key | invalid checksum | invalid curve seed}
     */
    public static CurveKeyPair fromSeed(byte[] asciiText) {
        if (asciiText.length != SEED_TEXT_LENGTH) {
            throw new IdentityException("nkeys: invalid curve seed");
        }
        byte[] raw = Checked.decode(asciiText);
        try {
            KeyKind kind = KeyKind.ofPrefix(((raw[0] & 7) << 5) | ((raw[1] & 0xF8) >>> 3));
            if ((raw[0] & 0xF8) != KeyKind.SEED_PREFIX || kind != KeyKind.CURVE || raw.length != 2 + Nkey.KEY_BYTES) {
                throw new IdentityException("nkeys: invalid curve seed");
            }
            return ofSecret(Arrays.copyOfRange(raw, 2, raw.length));
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    public Nkey publicKey() {
        return publicKey;
    }

    /**
     * The message for nobody but the owner of that public key.
     *
     * @throws IdentityException {@code nkeys: not a valid recipient public curve key}
     */
    public byte[] seal(byte[] message, String recipient, SecureRandom random) {
        byte[] nonce = new byte[SealedBox.NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] key = sharedKey(recipient, "nkeys: not a valid recipient public curve key");
        byte[] sealed = SealedBox.seal(key, nonce, message);
        Arrays.fill(key, (byte) 0);
        return sealed;
    }

    /**
     * What the owner of that public key sealed for this one.
     *
     * @throws IdentityException {@code nkeys: encrypted input is not valid | encrypted input wrong version | not a valid
     *     sender public curve key | could not decrypt input}
     */
    public byte[] open(byte[] sealed, String sender) {
        SealedBox.requireForm(sealed);
        byte[] key = sharedKey(sender, "nkeys: not a valid sender public curve key");
        byte[] message = SealedBox.open(key, sealed);
        Arrays.fill(key, (byte) 0);
        return message;
    }

    private byte[] sharedKey(String other, String problem) {
        Nkey key;
        try {
            key = Nkey.parse(other, KeyKind.CURVE);
        } catch (IdentityException malformed) {
            throw new IdentityException(problem);
        }
        return SealedBox.sharedKey(secret, key.bytes());
    }

    /** Wipes the secret. */
    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    /** The public key only. */
    @Override
    public String toString() {
        return publicKey.toString();
    }
}
