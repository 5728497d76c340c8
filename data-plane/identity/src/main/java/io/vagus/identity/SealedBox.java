package io.vagus.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.util.Pack;

/** NaCl's box in the form of nkeys: the words {@code xkv1}, nonce, Poly1305 tag, text under XSalsa20. */
final class SealedBox {
    static final int NONCE_BYTES = 24;

    private static final byte[] VERSION = {'x', 'k', 'v', '1'};
    private static final int TAG_BYTES = 16;
    private static final int HEAD_BYTES = VERSION.length + NONCE_BYTES;
    private static final int TEXT_AT = HEAD_BYTES + TAG_BYTES;

    private SealedBox() {}

    /** The public key of a secret one. */
    static byte[] publicKey(byte[] secret) {
        byte[] base = new byte[Nkey.KEY_BYTES];
        base[0] = 9;
        byte[] point = new byte[Nkey.KEY_BYTES];
        X25519.scalarMult(secret, 0, base, 0, point, 0);
        return point;
    }

    /** The key that the owners of both share. */
    static byte[] sharedKey(byte[] secret, byte[] publicKey) {
        byte[] shared = new byte[Nkey.KEY_BYTES];
        X25519.scalarMult(secret, 0, publicKey, 0, shared, 0);
        return hsalsa20(shared);
    }

    static byte[] seal(byte[] key, byte[] nonce, byte[] message) {
        byte[] sealed = new byte[TEXT_AT + message.length];
        System.arraycopy(VERSION, 0, sealed, 0, VERSION.length);
        System.arraycopy(nonce, 0, sealed, VERSION.length, NONCE_BYTES);
        XSalsa20Engine cipher = cipher(key, nonce);
        byte[] macKey = macKey(cipher);
        cipher.processBytes(message, 0, message.length, sealed, TEXT_AT);
        tag(macKey, sealed, TEXT_AT, message.length, sealed, HEAD_BYTES);
        return sealed;
    }

    /** @throws IdentityException {@code nkeys: encrypted input is not valid | encrypted input wrong version} */
    static void requireForm(byte[] sealed) {
        if (sealed.length <= HEAD_BYTES) {
            throw new IdentityException("nkeys: encrypted input is not valid");
        }
        if (!Arrays.equals(sealed, 0, VERSION.length, VERSION, 0, VERSION.length)) {
            throw new IdentityException("nkeys: encrypted input wrong version");
        }
    }

    /** @throws IdentityException {@code nkeys: could not decrypt input} */
    static byte[] open(byte[] key, byte[] sealed) {
        if (sealed.length < TEXT_AT) {
            throw new IdentityException("nkeys: could not decrypt input");
        }
        XSalsa20Engine cipher = cipher(key, Arrays.copyOfRange(sealed, VERSION.length, HEAD_BYTES));
        byte[] expected = new byte[TAG_BYTES];
        tag(macKey(cipher), sealed, TEXT_AT, sealed.length - TEXT_AT, expected, 0);
        if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(sealed, HEAD_BYTES, TEXT_AT))) {
            throw new IdentityException("nkeys: could not decrypt input");
        }
        byte[] message = new byte[sealed.length - TEXT_AT];
        cipher.processBytes(sealed, TEXT_AT, message.length, message, 0);
        return message;
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
        int[] constants = Pack.littleEndianToInt("expand 32-byte k".getBytes(StandardCharsets.US_ASCII), 0, 4);
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
}
