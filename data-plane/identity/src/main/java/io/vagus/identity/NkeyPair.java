package io.vagus.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An nkey with its seed, able to sign. The seed leaves this object only through {@link #seed()}; {@link #close()} wipes
 * it, after which the pair signs nothing more.
 */
public final class NkeyPair implements AutoCloseable {
    private static final int SEED_TEXT_LENGTH = 58;

    private final byte[] seed;
    private final byte[] publicBytes;
    private final Nkey publicKey;
    private volatile boolean wiped;

    private NkeyPair(KeyKind kind, byte[] seed) {
        if (kind == KeyKind.CURVE) {
            throw new IdentityException("nkeys: curve key is not valid for sign/verify");
        }
        this.seed = seed;
        this.publicBytes = new byte[Nkey.KEY_BYTES];
        Ed25519.generatePublicKey(seed, 0, publicBytes, 0);
        this.publicKey = Nkey.of(kind, publicBytes);
    }

    public static NkeyPair generate(KeyKind kind, SecureRandom random) {
        byte[] seed = new byte[Nkey.KEY_BYTES];
        random.nextBytes(seed);
        return new NkeyPair(kind, seed);
    }

    /**
     * Reads a seed's text form ({@code SU…}, {@code SA…}, {@code SO…}); the caller may wipe its array afterwards.
     *
     * @throws IdentityException {@code nkeys: invalid encoded key | invalid checksum | invalid seed}
     */
    public static NkeyPair fromSeed(byte[] asciiText) {
        if (asciiText.length != SEED_TEXT_LENGTH) {
            throw new IdentityException("nkeys: invalid seed");
        }
        byte[] raw = Checked.decode(asciiText);
        try {
            KeyKind kind = KeyKind.ofPrefix(((raw[0] & 7) << 5) | ((raw[1] & 0xF8) >>> 3));
            if ((raw[0] & 0xF8) != KeyKind.SEED_PREFIX || kind == null || raw.length != 2 + Nkey.KEY_BYTES) {
                throw new IdentityException("nkeys: invalid seed");
            }
            return new NkeyPair(kind, Arrays.copyOfRange(raw, 2, raw.length));
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    /** For seeds that already are a String, as in a configuration or a test. */
    public static NkeyPair fromSeed(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return fromSeed(ascii);
        } finally {
            Arrays.fill(ascii, (byte) 0);
        }
    }

    public Nkey publicKey() {
        return publicKey;
    }

    public KeyKind kind() {
        return publicKey.kind();
    }

    /** The seed's text form in ASCII: a secret, which the caller wipes when done. */
    public byte[] seed() {
        requireSeed();
        int prefix = kind().prefix();
        byte[] raw = new byte[2 + Nkey.KEY_BYTES];
        raw[0] = (byte) (KeyKind.SEED_PREFIX | (prefix >>> 5));
        raw[1] = (byte) ((prefix & 31) << 3);
        System.arraycopy(seed, 0, raw, 2, Nkey.KEY_BYTES);
        byte[] text = Checked.encode(raw);
        Arrays.fill(raw, (byte) 0);
        return text;
    }

    /** A 64-byte Ed25519 signature. */
    public byte[] sign(byte[] data) {
        requireSeed();
        byte[] signature = new byte[Nkey.SIGNATURE_BYTES];
        Ed25519.sign(seed, 0, publicBytes, 0, data, 0, data.length, signature, 0);
        return signature;
    }

    /** Wipes the seed. */
    @Override
    public void close() {
        wiped = true;
        Arrays.fill(seed, (byte) 0);
    }

    /** The public key only. */
    @Override
    public String toString() {
        return publicKey.toString();
    }

    private void requireSeed() {
        if (wiped) {
            throw new IdentityException("nkeys: no seed or private key available");
        }
    }
}
