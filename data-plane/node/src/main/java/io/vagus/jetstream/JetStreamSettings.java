package io.vagus.jetstream;

import io.vagus.account.local.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What configuration and flags say about streams; {@link #DISABLED} has nats-server's defaults. The limits of an account
 * stand with the account.
 *
 * @param enabled whether the node keeps streams at all; a store directory alone does not enable them
 * @param storeDirectory as configured, the data goes to {@code jetstream} below it; null for the machine's temporary one
 * @param strict whether an unknown field of a request is an error
 * @param maxMemoryBytes for all streams in memory; {@link #DYNAMIC} leaves it to the node
 * @param maxStoreBytes for all streams on disk; {@link #DYNAMIC} leaves it to the node
 * @param domain prefix of the API's subjects for other domains; null for none
 * @param syncInterval how often written data is forced to the disk; null where nobody said it
 * @param syncAlways whether every write is, by {@code sync_interval: always}
 * @param encryption null when files are plain
 * @param uniqueTag prefix of the server tag that replicas of a stream must not share; null for none
 * @param extensionHint {@code will_extend}, {@code no_extend} or empty: whether a domain is one with its hub's
 * @param domainByAccount {@code default_js_domain}: the domain whose API an account without streams here is served by
 * @param features {@code feature_flags}, by name
 */
public record JetStreamSettings(
        boolean enabled,
        @Nullable Path storeDirectory,
        boolean strict,
        long maxMemoryBytes,
        long maxStoreBytes,
        @Nullable String domain,
        @Nullable Duration syncInterval,
        boolean syncAlways,
        @Nullable Encryption encryption,
        @Nullable String uniqueTag,
        String extensionHint,
        Limits limits,
        Queues queues,
        MetaCompaction metaCompaction,
        int maxConcurrentIo,
        Map<String, String> domainByAccount,
        Map<String, Boolean> features) {

    /** A limit that the node finds for itself. */
    public static final long DYNAMIC = -1;

    /** What nats-server syncs by where nothing is said, and what is shown for it; here each commit is synced then. */
    private static final Duration USUAL_SYNC_INTERVAL = Duration.ofMinutes(2);

    /** No streams, and the defaults of everything else. */
    public static final JetStreamSettings DISABLED = new JetStreamSettings(
            false,
            null,
            true,
            DYNAMIC,
            DYNAMIC,
            null,
            null,
            false,
            null,
            null,
            "",
            Limits.DEFAULT,
            Queues.DEFAULT,
            MetaCompaction.NONE,
            4096,
            Map.of(),
            Map.of());

    /** How a store is encrypted. */
    public enum Cipher {
        CHACHA,
        AES
    }

    /**
     * Keys of an encrypted store.
     *
     * @param previousKey with which data may still be encrypted; null for none
     */
    public record Encryption(Secret key, @Nullable Secret previousKey, Cipher cipher) {}

    /**
     * The {@code limits} block. Zero means no limit of the server's own.
     *
     * @param maxDuplicateWindow longest time that a stream may look back for duplicates
     * @param defaultMaxConsumers consumers of a stream that says nothing about it
     */
    public record Limits(
            int maxRequestBatch,
            int maxAckPending,
            int maxHighAvailabilityAssets,
            Duration maxDuplicateWindow,
            int defaultMaxConsumers,
            Batch batch) {
        public static final Limits DEFAULT = new Limits(0, 0, 0, Duration.ZERO, 1000, Batch.DEFAULT);
    }

    /** Atomic batches. Zero means the server's default. */
    public record Batch(int maxInflightPerStream, int maxInflightTotal, int maxMessages, Duration timeout) {
        public static final Batch DEFAULT = new Batch(0, 0, 0, Duration.ZERO);
    }

    /**
     * What may wait. Zero means the default of whoever owns the queue.
     *
     * @param requestLimit API requests
     * @param infoLimit API requests that only ask
     * @param maxBufferedMessages messages of one stream not yet stored
     */
    public record Queues(
            long requestLimit,
            long infoLimit,
            int maxBufferedMessages,
            long maxBufferedBytes,
            long maxOutstandingCatchupBytes) {
        public static final Queues DEFAULT = new Queues(10_000, 10_000, 0, 0, 0);
    }

    /** When the log of a cluster's metadata is compacted; zero for the server's own judgement. */
    public record MetaCompaction(long entries, long bytes, boolean sync) {
        public static final MetaCompaction NONE = new MetaCompaction(0, 0, false);
    }

    /** The words that {@code extension_hint} may be, besides nothing. */
    public static final List<String> EXTENSION_HINTS = List.of("will_extend", "no_extend");

    public JetStreamSettings withEnabled(boolean enabled) {
        return with(enabled, storeDirectory);
    }

    public JetStreamSettings withStoreDirectory(Path storeDirectory) {
        return with(enabled, storeDirectory);
    }

    private JetStreamSettings with(boolean enabled, @Nullable Path storeDirectory) {
        return new JetStreamSettings(
                enabled,
                storeDirectory,
                strict,
                maxMemoryBytes,
                maxStoreBytes,
                domain,
                syncInterval,
                syncAlways,
                encryption,
                uniqueTag,
                extensionHint,
                limits,
                queues,
                metaCompaction,
                maxConcurrentIo,
                domainByAccount,
                features);
    }

    /** The interval that nats-server would show. */
    public Duration shownSyncInterval() {
        return syncInterval == null ? USUAL_SYNC_INTERVAL : syncInterval;
    }
}
