package io.vagus.controlplane.custody;

import io.vagus.controlplane.platform.Digests;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * A custodian whose key is in a file that only we may read, made when it is not there.
 *
 * <p>Sealed shape: 12 bytes of nonce, then AES-256-GCM's ciphertext with its 16 bytes of tag. Key file: 32 bytes in hex.
 */
@Singleton
final class FileKeyCustodian implements KeyCustodian {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_ID_BYTES = 8;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final String keyId;

    FileKeyCustodian(@ConfigProperty(name = "vagus.kek.file") Path file) {
        byte[] bytes = readOrMake(file);
        this.key = new SecretKeySpec(bytes, "AES");
        this.keyId = "file:" + HexFormat.of().formatHex(Digests.sha256(bytes), 0, KEY_ID_BYTES);
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String keyId() {
        return keyId;
    }

    @Override
    public byte[] seal(byte[] secret, byte[] context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] encrypted = run(Cipher.ENCRYPT_MODE, nonce, secret, 0, context);
        byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + encrypted.length);
        System.arraycopy(encrypted, 0, sealed, NONCE_BYTES, encrypted.length);
        return sealed;
    }

    @Override
    public byte[] open(String sealedUnder, byte[] sealed, byte[] context) {
        if (!sealedUnder.equals(keyId)) {
            throw new CustodyException(
                    "sealed under another key-encryption key: expected=" + sealedUnder + ", actual=" + keyId);
        }
        if (sealed.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
            throw new CustodyException("a sealed secret is too short");
        }
        return run(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), sealed, NONCE_BYTES, context);
    }

    private byte[] run(int mode, byte[] nonce, byte[] input, int offset, byte[] context) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context);
            return cipher.doFinal(input, offset, input.length - offset);
        } catch (GeneralSecurityException e) {
            throw new CustodyException("a secret cannot be sealed or opened", e);
        }
    }

    private byte[] readOrMake(Path file) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            byte[] bytes = HexFormat.of().parseHex(Files.readString(file).strip());
            if (bytes.length != KEY_BYTES) {
                throw new CustodyException(
                        file + " is not a key: expected=" + KEY_BYTES + " bytes, actual=" + bytes.length);
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new CustodyException(file + " is not a key in hex");
        } catch (IOException e) {
            throw new UncheckedIOException("The key-encryption key cannot be read or made: " + file, e);
        }
    }

    /** Makes the file whole or not at all; of two that make it at once, one key wins and both use it. */
    private void make(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        Path draft = Files.createTempFile(
                folder,
                ".kek",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(draft, Set.of(StandardOpenOption.WRITE))) {
            channel.write(ByteBuffer.wrap(
                    (HexFormat.of().formatHex(fresh) + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            channel.force(true);
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another instance was faster: its key is the one.
        } finally {
            Arrays.fill(fresh, (byte) 0);
            Files.delete(draft);
        }
    }
}
