package io.vagus.account.operator;

import io.vagus.base.Clock;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The resolvers {@code full} and {@code cache}: a directory with one file {@code <account key>.jwt} for each account, as
 * nats-server keeps it, so that either can take over the other's directory. A file is replaced whole, and forced to disk
 * together with its directory before {@link #save} returns. Only names and digests are held in memory. A full one refuses
 * accounts beyond its limit, a cache gives up the one that was used longest ago.
 */
public final class DirectoryJwtStore implements JwtStore {
    private static final String EXTENSION = ".jwt";
    private static final String TEMPORARY = ".tmp";

    private final Path directory;
    private final long limit;
    private final DeleteMode deleteMode;
    private final Kind kind;
    private final Clock clock;
    private final Log log;
    private final JwtIndex index;

    private DirectoryJwtStore(
            Path directory, long limit, DeleteMode deleteMode, Kind kind, Duration timeToLive, Clock clock, Log log) {
        this.directory = directory;
        this.limit = limit <= 0 ? Long.MAX_VALUE : limit;
        this.deleteMode = deleteMode;
        this.kind = kind;
        this.clock = clock;
        this.log = log;
        this.index = new JwtIndex(timeToLive);
    }

    /**
     * Opens the directory of a full resolver, made if need be, and reads what is in it.
     *
     * @param limit how many accounts it may hold; zero or less means no limit
     * @throws JwtStoreException when the directory cannot be used
     */
    public static DirectoryJwtStore open(Path directory, long limit, DeleteMode deleteMode, Clock clock, Log log) {
        return opened(new DirectoryJwtStore(directory, limit, deleteMode, Kind.FULL, Duration.ZERO, clock, log));
    }

    /**
     * As {@link #open}, for a cache.
     *
     * @param timeToLive how long an account stays that nobody uses; zero: until its JWT expires
     */
    public static DirectoryJwtStore cache(Path directory, long limit, Duration timeToLive, Clock clock, Log log) {
        return opened(new DirectoryJwtStore(directory, limit, DeleteMode.REMOVED, Kind.CACHE, timeToLive, clock, log));
    }

    private static DirectoryJwtStore opened(DirectoryJwtStore store) {
        try {
            Files.createDirectories(store.directory);
            store.reload();
            return store;
        } catch (IOException e) {
            throw new JwtStoreException("could not use resolver directory " + store.directory + ": " + e, e);
        }
    }

    public Path directory() {
        return directory;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public @Nullable String load(String accountKey) {
        synchronized (this) {
            if (!index.contains(accountKey)) {
                return null;
            }
            index.touch(accountKey, clock.now());
        }
        return readFile(file(accountKey));
    }

    @Override
    public synchronized boolean save(String accountKey, String jwt) {
        byte[] digest = JwtIndex.digest(jwt);
        if (index.has(accountKey, digest)) {
            index.touch(accountKey, clock.now());
            return false;
        }
        if (!Nkey.isValid(accountKey, KeyKind.ACCOUNT)) {
            throw new JwtStoreException("invalid public key");
        }
        if (!index.contains(accountKey) && index.size() >= limit) {
            makeRoom();
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
        index.put(accountKey, jwt, digest, clock.now());
        return true;
    }

    private void makeRoom() {
        String oldest = kind == Kind.CACHE ? index.oldest() : null;
        if (oldest == null) {
            throw new JwtStoreException("jwt store is full");
        }
        drop(oldest);
    }

    /** Removes what is past its time: the JWT's, or the cache's. */
    @Override
    public synchronized void sweep() {
        index.expired(clock.now()).forEach(this::drop);
    }

    private void drop(String accountKey) {
        try {
            Files.deleteIfExists(file(accountKey));
        } catch (IOException e) {
            throw new JwtStoreException("could not delete the jwt of account " + accountKey, e);
        }
        index.remove(accountKey);
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
        Set<String> expired = new HashSet<>(index.expired(clock.now()));
        return index.keys().stream().filter(key -> !expired.contains(key)).toList();
    }

    @Override
    public synchronized byte[] hash() {
        return index.combined();
    }

    @Override
    public synchronized List<String> reload() {
        List<String> changed = new ArrayList<>();
        Set<String> present = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(EXTENSION + TEMPORARY)) {
                    // Left by a crash between writing and renaming: the old file still holds.
                    Files.delete(file);
                } else if (name.endsWith(EXTENSION)) {
                    readAccount(file, name.substring(0, name.length() - EXTENSION.length()), present, changed);
                }
            }
        } catch (IOException e) {
            throw new JwtStoreException("could not read resolver directory " + directory + ": " + e, e);
        }
        index.keys().stream().filter(key -> !present.contains(key)).forEach(index::remove);
        return changed;
    }

    private void readAccount(Path file, String accountKey, Set<String> present, List<String> changed) {
        String jwt = Nkey.isValid(accountKey, KeyKind.ACCOUNT) ? readFile(file) : null;
        if (jwt == null || jwt.isEmpty()) {
            log.warn("Ignoring " + file + ": not the JWT of an account");
            return;
        }
        present.add(accountKey);
        byte[] digest = JwtIndex.digest(jwt);
        if (!index.has(accountKey, digest)) {
            index.put(accountKey, jwt, digest, clock.now());
            changed.add(accountKey);
        }
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
