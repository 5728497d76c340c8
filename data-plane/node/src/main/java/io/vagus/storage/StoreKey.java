package io.vagus.storage;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key of one stream's files. Each file is encrypted under a key of its own, made from this one and the file's salt by HMAC-SHA-256;
 * the nonce is the place in the file, and no place of a file is ever encrypted twice. Belongs to one thread. Never shows itself in text.
 */
final class StoreKey {

    static final int KEY_BYTES = 32;
    private static final int TAG_BITS = 128;

    private final byte[] key;
    private final StoreCipher cipher;
    private byte[] lastSalt = {};
    private int lastCipher;
    private @Nullable SecretKeySpec lastKey;

    StoreKey(byte[] key, StoreCipher cipher) {
        this.key = key;
        this.cipher = cipher;
    }

    /** What new files are encrypted with. */
    StoreCipher cipher() {
        return cipher;
    }

    private SecretKeySpec fileKey(byte[] salt, StoreCipher with) throws GeneralSecurityException {
        SecretKeySpec known = lastKey;
        if (known != null && lastCipher == with.code() && Arrays.equals(lastSalt, salt)) {
            return known;
        }
        SecretKeySpec made = new SecretKeySpec(hmac(key, salt, with.code()), with.algorithm());
        lastSalt = salt;
        lastCipher = with.code();
        lastKey = made;
        return made;
    }

    static byte[] hmac(byte[] key, byte[] message, int suffix) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update(message);
        mac.update((byte) suffix);
        return mac.doFinal();
    }

    private Cipher prepared(int mode, byte[] salt, StoreCipher with, long offset) throws GeneralSecurityException {
        byte[] nonce = new byte[12];
        Bytes.LONG.set(nonce, 4, offset);
        Cipher prepared = Cipher.getInstance(with.transformation());
        AlgorithmParameterSpec parameters =
                with == StoreCipher.AES_GCM ? new GCMParameterSpec(TAG_BITS, nonce) : new IvParameterSpec(nonce);
        prepared.init(mode, fileKey(salt, with), parameters);
        return prepared;
    }

    byte[] encrypt(byte[] salt, long offset, byte[] plain, int length) {
        try {
            return prepared(Cipher.ENCRYPT_MODE, salt, cipher, offset).doFinal(plain, 0, length);
        } catch (GeneralSecurityException e) {
            throw new StorageException("cannot encrypt", e);
        }
    }

    /** The plain bytes, or null where these were not encrypted with this key, at this place. */
    byte @Nullable [] decrypt(byte[] salt, int cipherCode, long offset, byte[] bytes, int from, int length) {
        try {
            return prepared(Cipher.DECRYPT_MODE, salt, StoreCipher.of(cipherCode), offset)
                    .doFinal(bytes, from, length);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }
}
