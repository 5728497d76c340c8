package io.vagus.storage;

import io.vagus.base.Log;
import io.vagus.base.Randomness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keys of streams' files. A stream has a random key of its own, kept beside its files as {@code key}: encrypted under a key made from the configured one and the
 * account's name. Where only the previous configured key opens it, it is encrypted anew under the present one. Safe for use by any thread.
 */
final class StoreKeys {

    private static final byte[] MAGIC = {'V', 'G', 'K', 'E', 'Y', 1};
    private static final String FILE = "key";
    private static final int SALT_BYTES = 16;
    private static final int TAG_BYTES = 16;

    /** Keys that are tried to be repaired; each takes some ten milliseconds. */
    private static final int MOST_REPAIRS = 64;

    private final FileSystemPort files;
    private final StoreEncryption encryption;
    private final Randomness randomness;
    private final Log log;
    private final AtomicInteger repairsTried = new AtomicInteger();

    StoreKeys(FileSystemPort files, StoreEncryption encryption, Randomness randomness, Log log) {
        this.files = files;
        this.log = log;
        this.encryption = encryption;
        this.randomness = randomness;
    }

    /** The key of the stream whose files are in this directory; made when there is none. */
    StoreKey open(String directory, String account) {
        try {
            files.makeDirectories(directory);
            String path = directory + "/" + FILE;
            if (!files.list(directory).contains(FILE)) {
                byte[] key = new byte[StoreKey.KEY_BYTES];
                randomness.fill(key);
                write(directory, key, account);
                return new StoreKey(key, encryption.cipher());
            }
            byte[] bytes;
            StoreFile file = files.open(path, false);
            try {
                bytes = new byte[(int) file.size()];
                if (!file.readFully(0, bytes, 0, bytes.length)) {
                    throw new StorageException("cannot read " + path);
                }
            } finally {
                SegmentFiles.close(file);
            }
            byte[] key = unwrap(bytes, encryption.key(), account);
            if (key != null) {
                return new StoreKey(key, encryption.cipher());
            }
            String previous = encryption.previousKey();
            key = previous == null ? null : unwrap(bytes, previous, account);
            if (key == null) {
                key = repaired(bytes, account);
                if (key == null) {
                    throw new StorageException("the configured key does not open " + path);
                }
                log.error("JetStream store " + path + " is damaged, and put back");
            }
            write(directory, key, account);
            return new StoreKey(key, encryption.cipher());
        } catch (IOException e) {
            throw new StorageException("cannot open the key of " + directory, e);
        }
    }

    /** The key that was here before one bit turned, or null where it was not that: what is encrypted says for certain whether it is as it was. */
    private byte @Nullable [] repaired(byte[] bytes, String account) {
        if (repairsTried.incrementAndGet() > MOST_REPAIRS) {
            // So many are not damaged: the configured key is another one.
            return null;
        }
        byte[] tried = bytes.clone();
        return TurnedBit.putRight(tried, 0, tried.length, () -> unwrap(tried, account) != null) < 0
                ? null
                : unwrap(tried, account);
    }

    /** The key under the configured one, or the one before it. */
    private byte @Nullable [] unwrap(byte[] bytes, String account) {
        byte[] key = unwrap(bytes, encryption.key(), account);
        String previous = encryption.previousKey();
        return key == null && previous != null ? unwrap(bytes, previous, account) : key;
    }

    private static StoreKey wrapping(String configured, String account, StoreCipher cipher) {
        try {
            byte[] secret = configured.getBytes(StandardCharsets.UTF_8);
            return new StoreKey(StoreKey.hmac(secret, account.getBytes(StandardCharsets.UTF_8), 0), cipher);
        } catch (GeneralSecurityException e) {
            throw new StorageException("cannot make a key", e);
        }
    }

    private void write(String directory, byte[] key, String account) throws IOException {
        byte[] salt = new byte[SALT_BYTES];
        randomness.fill(salt);
        Bytes out = new Bytes();
        out.putBytes(MAGIC);
        out.putByte(encryption.cipher().code());
        out.putBytes(salt);
        out.putBytes(wrapping(encryption.key(), account, encryption.cipher()).encrypt(salt, 0, key, key.length));
        String path = directory + "/" + FILE;
        StoreFile file = files.open(path + ".new", true);
        try {
            file.truncate(0);
            file.write(0, out.array, 0, out.size);
            file.sync();
        } finally {
            SegmentFiles.close(file);
        }
        files.rename(path + ".new", path);
        files.syncDirectory(directory);
    }

    private static byte @Nullable [] unwrap(byte[] bytes, String configured, String account) {
        int saltAt = MAGIC.length + 1;
        int keyAt = saltAt + SALT_BYTES;
        if (bytes.length != keyAt + StoreKey.KEY_BYTES + TAG_BYTES
                || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return null;
        }
        int cipher = bytes[MAGIC.length];
        byte[] salt = Arrays.copyOfRange(bytes, saltAt, keyAt);
        return wrapping(configured, account, StoreCipher.of(cipher))
                .decrypt(salt, cipher, 0, bytes, keyAt, bytes.length - keyAt);
    }
}
