package io.vagus.account.operator;

import io.vagus.base.Log;
import io.vagus.identity.Jwt;
import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The full resolver: a directory with one file {@code <account key>.jwt} for each account, as nats-server keeps it, so
 * that either can take over the other's directory. A file is replaced whole, and forced to disk together with its
 * directory before {@link #save} returns. Only names and digests are held in memory.
 */
public final class DirectoryJwtStore implements JwtStore {
    private static final String EXTENSION = ".jwt";
    private static final String TEMPORARY = ".tmp";

    private final Path directory;
    private final long limit;
    private final DeleteMode deleteMode;
    private final JwtIndex index = new JwtIndex();

    private DirectoryJwtStore(Path directory, long limit, DeleteMode deleteMode) {
        this.directory = directory;
        this.limit = limit;
        this.deleteMode = deleteMode;
    }

    /**
     * Opens the directory, made if need be, and reads what is in it.
     *
     * @param limit how many accounts it may hold; zero or less means no limit
     * @throws JwtStoreException when the directory cannot be used
     */
    public static DirectoryJwtStore open(Path directory, long limit, DeleteMode deleteMode, Log log) {
        DirectoryJwtStore store = new DirectoryJwtStore(directory, limit <= 0 ? Long.MAX_VALUE : limit, deleteMode);
        try {
            Files.createDirectories(directory);
            store.read(log);
            return store;
        } catch (IOException e) {
            throw new JwtStoreException("could not use resolver directory " + directory + ": " + e, e);
        }
    }

    public Path directory() {
        return directory;
    }

    @Override
    public @Nullable String load(String accountKey) {
        synchronized (this) {
            if (!index.contains(accountKey)) {
                return null;
            }
        }
        return readFile(file(accountKey));
    }

    @Override
    public synchronized boolean save(String accountKey, String jwt) {
        byte[] digest = JwtIndex.digest(jwt);
        if (index.has(accountKey, digest)) {
            return false;
        }
        if (!Nkey.isValid(accountKey, KeyKind.ACCOUNT)) {
            throw new JwtStoreException("invalid public key");
        }
        if (!index.contains(accountKey) && index.size() >= limit) {
            throw new JwtStoreException("jwt store is full");
        }
        try {
            Path temporary = directory.resolve(accountKey + EXTENSION + TEMPORARY);
            write(temporary, jwt);
            Files.move(
                    temporary, file(accountKey), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceDirectory();
        } catch (IOException e) {
            throw new JwtStoreException("could not store the jwt of account " + accountKey, e);
        }
        index.put(accountKey, digest);
        return true;
    }

    @Override
    public DeleteMode deleteMode() {
        return deleteMode;
    }

    @Override
    public synchronized boolean delete(String accountKey) {
        Path file = file(accountKey);
        try {
            switch (deleteMode) {
                case REFUSED -> throw new JwtStoreException("store is not set up to for delete");
                case RENAMED ->
                    Files.move(
                            file,
                            directory.resolve(accountKey + EXTENSION + ".deleted"),
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                case REMOVED -> Files.delete(file);
            }
            forceDirectory();
        } catch (NoSuchFileException unknown) {
            return false;
        } catch (IOException e) {
            throw new JwtStoreException("could not delete the jwt of account " + accountKey, e);
        }
        index.remove(accountKey);
        return true;
    }

    @Override
    public synchronized List<String> accountKeys() {
        return index.keys();
    }

    @Override
    public synchronized byte[] hash() {
        return index.combined();
    }

    private synchronized void read(Log log) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(EXTENSION + TEMPORARY)) {
                    // Left by a crash between writing and renaming: the old file still holds.
                    Files.delete(file);
                } else if (name.endsWith(EXTENSION)) {
                    readAccount(file, name.substring(0, name.length() - EXTENSION.length()), log);
                }
            }
        }
    }

    private void readAccount(Path file, String accountKey, Log log) {
        String jwt = Nkey.isValid(accountKey, KeyKind.ACCOUNT) ? readFile(file) : null;
        if (jwt == null || jwt.isEmpty()) {
            log.warn("Ignoring " + file + ": not the JWT of an account");
            return;
        }
        index.put(accountKey, JwtIndex.digest(jwt));
    }

    private static @Nullable String readFile(Path file) {
        try {
            return Files.size(file) > Jwt.MAX_TOKEN_LENGTH
                    ? null
                    : Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (NoSuchFileException deleted) {
            return null;
        } catch (IOException e) {
            throw new JwtStoreException("could not read " + file, e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path file(String accountKey) {
        return directory.resolve(accountKey + EXTENSION);
    }
}
