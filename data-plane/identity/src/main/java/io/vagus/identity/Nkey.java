package io.vagus.identity;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * A public nkey: 56 characters of base32 over prefix byte, 32 bytes of Ed25519 (x25519 for {@link KeyKind#CURVE}) public
 * key and CRC-16, little endian. Source: nats-io/nkeys.
 */
public final class Nkey {
    public static final int KEY_BYTES = 32;
    static final int SIGNATURE_BYTES = 64;
    private static final int TEXT_LENGTH = 56;

    private final KeyKind kind;
    private final byte[] key;
    private final String text;

    private Nkey(KeyKind kind, byte[] key, String text) {
        this.kind = kind;
        this.key = key;
        this.text = text;
    }

    /** The text form of these bytes; whether they are a key that somebody holds the seed of is the caller's matter. */
    public static Nkey of(KeyKind kind, byte[] key) {
        byte[] raw = new byte[1 + KEY_BYTES];
        raw[0] = (byte) kind.prefix();
        System.arraycopy(key, 0, raw, 1, KEY_BYTES);
        return new Nkey(kind, key, new String(Checked.encode(raw), StandardCharsets.US_ASCII));
    }

    /** @throws IdentityException {@code nkeys: invalid encoded key | invalid checksum | invalid public key} */
    public static Nkey parse(String text) {
        if (text.length() != TEXT_LENGTH) {
            throw new IdentityException("nkeys: invalid encoded key");
        }
        byte[] raw = Checked.decode(text.getBytes(StandardCharsets.ISO_8859_1));
        KeyKind kind = KeyKind.ofPrefix(raw[0] & 0xFF);
        if (kind == null || raw.length != 1 + KEY_BYTES) {
            throw new IdentityException("nkeys: invalid public key");
        }
        byte[] key = new byte[KEY_BYTES];
        System.arraycopy(raw, 1, key, 0, KEY_BYTES);
        return new Nkey(kind, key, text);
    }

    /** @throws IdentityException as {@link #parse(String)}, and {@code nkeys: invalid prefix byte} for another kind */
    public static Nkey parse(String text, KeyKind expected) {
        Nkey key = parse(text);
        if (key.kind != expected) {
            throw new IdentityException("nkeys: invalid prefix byte");
        }
        return key;
    }

    /** True when the text is a well-formed public key of this kind. */
    public static boolean isValid(@Nullable String text, KeyKind kind) {
        if (text == null || text.length() != TEXT_LENGTH || text.charAt(0) != kind.letter()) {
            return false;
        }
        try {
            return parse(text).kind == kind;
        } catch (IdentityException malformed) {
            return false;
        }
    }

    /** True when the text is a well-formed public key of any kind. */
    public static boolean isValid(@Nullable String text) {
        if (text == null) {
            return false;
        }
        try {
            parse(text);
            return true;
        } catch (IdentityException malformed) {
            return false;
        }
    }

    public KeyKind kind() {
        return kind;
    }

    /** The 32 bytes themselves; not to be changed. */
    byte[] bytes() {
        return key;
    }

    /** True when the signature is this key's over the data; curve keys sign nothing. */
    public boolean verify(byte[] data, byte[] signature) {
        return kind != KeyKind.CURVE
                && signature.length == SIGNATURE_BYTES
                && Ed25519.verify(signature, 0, key, 0, data, 0, data.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Nkey that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The key's text form. */
    @Override
    public String toString() {
        return text;
    }
}
