package io.vagus.identity;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.util.Pack;

/**
 * An nkey that seals messages for another one of its kind, and opens those sealed for it: NaCl's box (X25519, XSalsa20,
 * Poly1305) behind the words {@code xkv1} and a nonce of 24 bytes. Source: nats-io/nkeys xkeys.go; NaCl crypto_box.
 */
public final class CurveKeyPair implements AutoCloseable {
    private static final byte[] VERSION = {'x', 'k', 'v', '1'};
    private static final byte[] BASE_POINT = basePoint();
    private static final int NONCE_BYTES = 24;
    private static final int TAG_BYTES = 16;
    private static final int HEAD_BYTES = VERSION.length + NONCE_BYTES;
    private static final int SEED_TEXT_LENGTH = 58;

    private final byte[] secret;
    private final Nkey publicKey;

    private static byte[] basePoint() {
        byte[] point = new byte[Nkey.KEY_BYTES];
        point[0] = 9;
        return point;
    }

    private CurveKeyPair(byte[] secret) {
        this.secret = secret;
        byte[] point = new byte[Nkey.KEY_BYTES];
        // Not by scalarMultBase, whose tables take longer to fill than one ladder takes to climb.
        X25519.scalarMult(secret, 0, BASE_POINT, 0, point, 0);
        this.publicKey = Nkey.of(KeyKind.CURVE, point);
    }

    public static CurveKeyPair generate(SecureRandom random) {
        byte[] secret = new byte[Nkey.KEY_BYTES];
        random.nextBytes(secret);
        return new CurveKeyPair(secret);
    }

    /** With these 32 secret bytes, which it keeps. */
    public static CurveKeyPair of(byte[] secret) {
        if (secret.length != Nkey.KEY_BYTES) {
            throw new IdentityException("nkeys: invalid curve seed");
        }
        return new CurveKeyPair(secret.clone());
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
            return new CurveKeyPair(Arrays.copyOfRange(raw, 2, raw.length));
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
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] key = sharedKey(recipient, "nkeys: not a valid recipient public curve key");
        byte[] sealed = new byte[HEAD_BYTES + TAG_BYTES + message.length];
        System.arraycopy(VERSION, 0, sealed, 0, VERSION.length);
        System.arraycopy(nonce, 0, sealed, VERSION.length, NONCE_BYTES);
        XSalsa20Engine cipher = cipher(key, nonce);
        byte[] macKey = macKey(cipher);
        int textAt = HEAD_BYTES + TAG_BYTES;
        cipher.processBytes(message, 0, message.length, sealed, textAt);
        tag(macKey, sealed, textAt, message.length, sealed, HEAD_BYTES);
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
        if (sealed.length <= HEAD_BYTES) {
            throw new IdentityException("nkeys: encrypted input is not valid");
        }
        if (!Arrays.equals(sealed, 0, VERSION.length, VERSION, 0, VERSION.length)) {
            throw new IdentityException("nkeys: encrypted input wrong version");
        }
        byte[] key = sharedKey(sender, "nkeys: not a valid sender public curve key");
        int textAt = HEAD_BYTES + TAG_BYTES;
        if (sealed.length < textAt) {
            throw new IdentityException("nkeys: could not decrypt input");
        }
        XSalsa20Engine cipher = cipher(key, Arrays.copyOfRange(sealed, VERSION.length, HEAD_BYTES));
        Arrays.fill(key, (byte) 0);
        byte[] expected = new byte[TAG_BYTES];
        tag(macKey(cipher), sealed, textAt, sealed.length - textAt, expected, 0);
        if (!java.security.MessageDigest.isEqual(expected, Arrays.copyOfRange(sealed, HEAD_BYTES, textAt))) {
            throw new IdentityException("nkeys: could not decrypt input");
        }
        byte[] message = new byte[sealed.length - textAt];
        cipher.processBytes(sealed, textAt, message.length, message, 0);
        return message;
    }

    private byte[] sharedKey(String other, String problem) {
        Nkey key;
        try {
            key = Nkey.parse(other, KeyKind.CURVE);
        } catch (IdentityException malformed) {
            throw new IdentityException(problem);
        }
        byte[] shared = new byte[Nkey.KEY_BYTES];
        X25519.scalarMult(secret, 0, key.bytes(), 0, shared, 0);
        return hsalsa20(shared);
    }

    private static XSalsa20Engine cipher(byte[] key, byte[] nonce) {
        XSalsa20Engine cipher = new XSalsa20Engine();
        cipher.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
        return cipher;
    }

    /** The first 32 bytes of the key stream authenticate; the text is hidden by those behind them. */
    private static byte[] macKey(XSalsa20Engine cipher) {
        byte[] key = new byte[Nkey.KEY_BYTES];
        cipher.processBytes(key, 0, key.length, key, 0);
        return key;
    }

    private static void tag(byte[] macKey, byte[] data, int at, int length, byte[] into, int intoAt) {
        Poly1305 mac = new Poly1305();
        mac.init(new KeyParameter(macKey));
        mac.update(data, at, length);
        mac.doFinal(into, intoAt);
    }

    /** HSalsa20 of a key and sixteen zeros: how NaCl makes a cipher's key of a shared secret. */
    private static byte[] hsalsa20(byte[] key) {
        int[] constants =
                Pack.littleEndianToInt("expand 32-byte k".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 4);
        int[] words = Pack.littleEndianToInt(key, 0, 8);
        int[] state = {
            constants[0],
            words[0],
            words[1],
            words[2],
            words[3],
            constants[1],
            0,
            0,
            0,
            0,
            constants[2],
            words[4],
            words[5],
            words[6],
            words[7],
            constants[3]
        };
        int[] mixed = new int[16];
        Salsa20Engine.salsaCore(20, state, mixed);
        byte[] out = new byte[Nkey.KEY_BYTES];
        // The core adds its input at the end, which HSalsa20 leaves out.
        int[] picked = {0, 5, 10, 15, 6, 7, 8, 9};
        for (int i = 0; i < picked.length; i++) {
            Pack.intToLittleEndian(mixed[picked[i]] - state[picked[i]], out, i * Integer.BYTES);
        }
        Arrays.fill(mixed, 0);
        return out;
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
