package io.vagus.storage;

import io.vagus.base.Limits;
import io.vagus.base.Log;
import io.vagus.base.Randomness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what JetStream stores in files: {@code meta} for documents, {@code streams/<account>/<stream>/…} for messages and consumers. Names become file
 * names with everything but letters, digits, {@code -} and {@code _} written as {@code %} and two hexadecimal digits.
 */
public final class FileStorage implements Storage {

    private final FileSystemPort files;
    private final Settings settings;
    private final Randomness randomness;
    private final Log log;
    private final Executor syncs;
    private final BlockCache cache;
    private final MetaStore meta;
    private final @Nullable StoreKeys keys;

    /**
     * What all streams have in common.
     *
     * @param segmentBytes how large a segment grows
     * @param checkpointBytes how much is logged before a checkpoint is written
     * @param cacheBytes how much of files is kept in memory, of all streams together
     * @param syncIntervalNanos how often {@link Durability#INTERVAL} syncs
     */
    public record Settings(long segmentBytes, long checkpointBytes, long cacheBytes, long syncIntervalNanos) {

        /** The usual sizes, with nats-server's default {@code sync_interval}. */
        public static Settings usual() {
            return new Settings(
                    Limits.SEGMENT_BYTES, Limits.CHECKPOINT_BYTES, Limits.STORE_CACHE_BYTES, 120_000_000_000L);
        }
    }

    /**
     * @param syncs runs syncs, which block; as many at once as the device does well
     * @param encryption how streams and consumers are encrypted, or null where they are not; documents never are
     */
    public FileStorage(
            FileSystemPort files,
            Settings settings,
            Randomness randomness,
            Log log,
            Executor syncs,
            @Nullable StoreEncryption encryption) {
        this.files = files;
        this.keys = encryption == null ? null : new StoreKeys(files, encryption, randomness, log);
        this.settings = settings;
        this.randomness = randomness;
        this.log = log;
        this.syncs = syncs;
        this.cache = new BlockCache(settings.cacheBytes());
        this.meta = new FileMetaStore(files, "meta", randomness, log);
    }

    private static String directory(String account, String stream) {
        return "streams/" + fileName(account) + "/" + fileName(stream);
    }

    /** A name as a file name. */
    static String fileName(String name) {
        StringBuilder out = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_';
            if (plain) {
                out.append((char) b);
            } else {
                out.append('%').append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
            }
        }
        return out.toString();
    }

    @Override
    public StreamStore openStream(String account, String stream, StreamStoreOptions options, Executor owner) {
        if (options.kind() == StreamStoreOptions.Kind.MEMORY) {
            return new MemoryStreamStore();
        }
        return new FileStreamStore(
                new SegmentFiles(files, directory(account, stream)),
                new FrameCodec(options.compressed(), streamKey(account, stream)),
                cache,
                new FileStreamStore.Settings(
                        options.durability(),
                        settings.segmentBytes(),
                        settings.checkpointBytes(),
                        settings.syncIntervalNanos()),
                randomness,
                log,
                syncs,
                owner);
    }

    private @Nullable StoreKey streamKey(String account, String stream) {
        StoreKeys of = keys;
        return of == null ? null : of.open(directory(account, stream), account);
    }

    @Override
    public ConsumerStore openConsumers(String account, String stream, StreamStoreOptions options, Executor owner) {
        if (options.kind() == StreamStoreOptions.Kind.MEMORY) {
            return new MemoryConsumerStore();
        }
        return new FileConsumerStore(
                files,
                directory(account, stream),
                new FrameCodec(options.compressed(), streamKey(account, stream)),
                options.durability(),
                settings.syncIntervalNanos(),
                randomness,
                log,
                syncs,
                owner);
    }

    @Override
    public void deleteStream(String account, String stream) {
        String directory = directory(account, stream);
        try {
            List<String> names = files.list(directory);
            for (String name : names) {
                files.delete(directory + "/" + name);
            }
            if (!names.isEmpty()) {
                // A stream made later under this name must not find them again.
                files.syncDirectory(directory);
            }
            files.delete(directory);
        } catch (IOException e) {
            throw new StorageException("cannot delete " + directory, e);
        }
    }

    @Override
    public List<String> stored(@Nullable String account) {
        String directory = account == null ? "streams" : "streams/" + fileName(account);
        try {
            return files.list(directory).stream().map(DocumentFiles::name).toList();
        } catch (IOException e) {
            throw new StorageException("cannot list " + directory, e);
        }
    }

    @Override
    public MetaStore meta() {
        return meta;
    }
}
