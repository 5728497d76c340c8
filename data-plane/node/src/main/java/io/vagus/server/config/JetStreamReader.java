package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.intOf;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.account.local.Secret;
import io.vagus.jetstream.JetStreamSettings;
import io.vagus.jetstream.JetStreamSettings.Batch;
import io.vagus.jetstream.JetStreamSettings.Cipher;
import io.vagus.jetstream.JetStreamSettings.Encryption;
import io.vagus.jetstream.JetStreamSettings.Limits;
import io.vagus.jetstream.JetStreamSettings.MetaCompaction;
import io.vagus.jetstream.JetStreamSettings.Queues;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.ConfigValue.Whole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code jetstream}, {@code store_dir}, {@code default_js_domain} and {@code feature_flags}. */
final class JetStreamReader implements BlockReader {
    private static final JetStreamSettings DEFAULT = JetStreamSettings.DISABLED;
    private static final long MIN_CONCURRENT_IO = 4;
    private static final long MAX_CONCURRENT_IO = 8192;
    private static final int SIZE_UNIT_SHIFT = 10;

    private final FieldReader fields;
    private boolean enabled;
    private @Nullable Path storeDirectory;
    private boolean strict = DEFAULT.strict();
    private long maxMemoryBytes = DEFAULT.maxMemoryBytes();
    private long maxStoreBytes = DEFAULT.maxStoreBytes();
    private @Nullable String domain;
    private @Nullable Duration syncInterval;
    private boolean syncAlways;
    private @Nullable Secret key;
    private @Nullable Secret previousKey;
    private Cipher cipher = Cipher.CHACHA;
    private @Nullable String uniqueTag;
    private String extensionHint = "";
    private long requestQueueLimit;
    private long infoQueueLimit;
    private int maxBufferedMessages;
    private long maxBufferedBytes;
    private long maxOutstandingCatchupBytes;
    private long metaCompactEntries;
    private long metaCompactBytes;
    private boolean metaCompactSync;
    private int maxConcurrentIo = DEFAULT.maxConcurrentIo();
    private int maxRequestBatch;
    private int maxAckPending;
    private int maxHighAvailabilityAssets;
    private Duration maxDuplicateWindow = Duration.ZERO;
    private int defaultMaxConsumers;
    private Batch batch = Batch.DEFAULT;
    private final Map<String, String> domainByAccount = new LinkedHashMap<>();
    private final Map<String, Boolean> features = new LinkedHashMap<>();

    JetStreamReader(FieldReader fields) {
        this.fields = fields;
    }

    @Override
    public boolean field(String key, Item item) {
        switch (key) {
            case "jetstream" -> read(item);
            case "store_dir", "storedir" -> storeDirectory(item, item);
            case "default_js_domain" -> readDomains(item);
            case "feature_flags" -> readFeatures(item);
            default -> {
                return false;
            }
        }
        return true;
    }

    JetStreamSettings settings() {
        long requests = requestQueueLimit > 0 ? requestQueueLimit : Queues.DEFAULT.requestLimit();
        return new JetStreamSettings(
                enabled,
                storeDirectory,
                strict,
                maxMemoryBytes,
                maxStoreBytes,
                domain,
                syncInterval,
                syncAlways,
                key == null ? null : new Encryption(key, previousKey, cipher),
                uniqueTag,
                extensionHint,
                new Limits(
                        maxRequestBatch,
                        maxAckPending,
                        maxHighAvailabilityAssets,
                        maxDuplicateWindow,
                        defaultMaxConsumers == 0 ? Limits.DEFAULT.defaultMaxConsumers() : defaultMaxConsumers,
                        batch),
                new Queues(
                        requests,
                        infoQueueLimit > 0 ? infoQueueLimit : requests,
                        maxBufferedMessages,
                        maxBufferedBytes,
                        maxOutstandingCatchupBytes),
                new MetaCompaction(metaCompactEntries, metaCompactBytes, metaCompactSync),
                maxConcurrentIo,
                Map.copyOf(domainByAccount),
                Map.copyOf(features));
    }

    private void read(Item item) {
        // Not a switch over types: its first use takes the JVM many milliseconds, which no AOT cache saves.
        ConfigValue configured = item.value();
        if (configured instanceof Bool bool) {
            enabled = bool.value();
        } else if (configured instanceof Text text) {
            enabled = isEnabled(text.value(), item);
        } else if (configured instanceof Block block) {
            boolean[] wanted = {true};
            fields.fields(block, (name, value) -> {
                if (name.equals("enable") || name.equals("enabled")) {
                    wanted[0] = bool(value, item.position());
                    return true;
                }
                return storageField(name, value, item) || policyField(name, value, item);
            });
            enabled = wanted[0];
        } else {
            throw new ConfigException(
                    item.position(), "Expected map, bool or string to define JetStream, got " + configured.goType());
        }
    }

    static boolean isEnabled(String word, Item item) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "enabled", "enable" -> true;
            case "disabled", "disable" -> false;
            default ->
                throw new ConfigException(
                        item.position(), "Expected 'enabled' or 'disabled' for string value, got '" + word + "'");
        };
    }

    private void storeDirectory(Item value, Item block) {
        if (storeDirectory != null) {
            throw new ConfigException(value.position(), "Duplicate 'store_dir' configuration");
        }
        String directory = text(value, block.position());
        storeDirectory = directory.isEmpty() ? null : FieldReader.path(directory, value.position());
    }

    private boolean storageField(String name, Item value, Item block) {
        switch (name) {
            case "store", "store_dir", "storedir" -> storeDirectory(value, block);
            case "sync", "sync_interval" -> {
                if (value.value() instanceof Text text && text.value().equalsIgnoreCase("always")) {
                    syncAlways = true;
                } else {
                    syncInterval = fields.durationOrLegacySeconds(value, name, block.position());
                }
            }
            case "max_memory_store", "max_mem_store", "max_mem" -> maxMemoryBytes = size(value, "max_mem_store");
            case "max_file_store", "max_file" -> maxStoreBytes = size(value, "max_file_store");
            case "key", "ek", "encryption_key" -> key = secret(value, block);
            case "prev_key", "prev_ek", "prev_encryption_key" -> previousKey = secret(value, block);
            case "cipher" -> cipher = cipher(value, block);
            case "max_buffered_size" -> maxBufferedBytes = size(value, name);
            case "max_buffered_msgs" -> maxBufferedMessages = (int) parseableSize(value, name);
            case "max_outstanding_catchup" -> maxOutstandingCatchupBytes = size(value, name);
            case "max_concurrent_io" -> {
                if (!(value.value() instanceof Whole count)
                        || count.value() < MIN_CONCURRENT_IO
                        || count.value() > MAX_CONCURRENT_IO) {
                    throw new ConfigException(
                            value.position(),
                            "Expected an absolute size for \"" + name + "\" between 4 and 8192, got "
                                    + value.value().goText());
                }
                maxConcurrentIo = (int) count.value();
            }
            case "tpm" -> readTpm(value, block.position());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean policyField(String name, Item value, Item block) {
        switch (name) {
            case "strict" -> {
                if (!(value.value() instanceof Bool bool)) {
                    throw new ConfigException(
                            value.position(),
                            "Expected 'true' or 'false' for bool value, got '"
                                    + value.value().goText() + "'");
                }
                strict = bool.value();
            }
            case "domain" -> domain = emptyToNull(text(value, block.position()));
            case "extension_hint" -> extensionHint = text(value, block.position());
            case "limits" -> readLimits(value, block.position());
            case "unique_tag" ->
                uniqueTag = emptyToNull(text(value, block.position()).strip().toLowerCase(Locale.ROOT));
            case "request_queue_limit" -> requestQueueLimit = parseableSize(value, name);
            case "info_queue_limit" -> infoQueueLimit = parseableSize(value, name);
            case "meta_compact" -> {
                if (!(value.value() instanceof Whole count) || count.value() < 0) {
                    throw notAbsolute(value, name);
                }
                metaCompactEntries = count.value();
            }
            case "meta_compact_size" -> {
                metaCompactBytes = size(value, name);
                if (metaCompactBytes < 0) {
                    throw notAbsolute(value, name);
                }
            }
            case "meta_compact_sync" -> metaCompactSync = bool(value, block.position());
            default -> {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Secret secret(Item value, Item block) {
        String text = text(value, block.position());
        return text.isEmpty() ? null : new Secret(text);
    }

    private static Cipher cipher(Item value, Item block) {
        String name = text(value, block.position());
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "chacha", "chachapoly" -> Cipher.CHACHA;
            case "aes" -> Cipher.AES;
            default -> throw new ConfigException(value.position(), "Unknown cipher type: \"" + name + "\"");
        };
    }

    private void readLimits(Item item, Position mistakeAt) {
        Block limits = FieldReader.block(item, "Expected a map to define JetStreamLimits, got ");
        fields.fields(limits, (name, value) -> {
            switch (name) {
                case "max_ack_pending" -> maxAckPending = intOf(value, mistakeAt);
                case "max_ha_assets" -> maxHighAvailabilityAssets = intOf(value, mistakeAt);
                case "max_request_batch" -> maxRequestBatch = intOf(value, mistakeAt);
                case "default_max_consumers" -> defaultMaxConsumers = intOf(value, mistakeAt);
                case "duplicate_window" -> maxDuplicateWindow = plainDuration(value, mistakeAt);
                case "batch" -> readBatch(value, mistakeAt);
                default -> {
                    return false;
                }
            }
            return true;
        });
    }

    private void readBatch(Item item, Position mistakeAt) {
        int[] counts = new int[3];
        Duration[] timeout = {Duration.ZERO};
        fields.fields(FieldReader.block(item, "Expected a map to define batch limits, got "), (name, value) -> {
            switch (name) {
                case "max_inflight_per_stream" -> counts[0] = intOf(value, mistakeAt);
                case "max_inflight_total" -> counts[1] = intOf(value, mistakeAt);
                case "max_msgs" -> counts[2] = intOf(value, mistakeAt);
                case "timeout" -> timeout[0] = plainDuration(value, mistakeAt);
                default -> {
                    return false;
                }
            }
            return true;
        });
        batch = new Batch(counts[0], counts[1], counts[2], timeout[0]);
    }

    /** A mistake here is told without its place, as nats-server does. */
    private static Duration plainDuration(Item value, Position mistakeAt) {
        String text = text(value, mistakeAt);
        Duration duration = GoDuration.parse(text);
        if (duration == null) {
            throw new ConfigException(java.util.List.of(GoDuration.problem(text)));
        }
        return duration;
    }

    /** Keys in a trusted platform module exist on Windows only; nats-server reads the block everywhere, too. */
    private void readTpm(Item item, Position mistakeAt) {
        fields.fields(FieldReader.block(item, "Expected a map to define JetStreamLimits, got "), (name, value) -> {
            switch (name) {
                case "keys_file", "encryption_password", "srk_password" -> text(value, mistakeAt);
                case "pcr" -> intOf(value, mistakeAt);
                case "cipher" -> cipher = cipher(value, item);
                default -> {
                    return false;
                }
            }
            return true;
        });
    }

    private static ConfigException notAbsolute(Item value, String name) {
        return new ConfigException(
                value.position(),
                "Expected an absolute size for \"" + name + "\", got "
                        + value.value().goText());
    }

    private static long parseableSize(Item value, String name) {
        if (value.value() instanceof Whole whole) {
            return whole.value();
        }
        throw new ConfigException(
                value.position(),
                "Expected a parseable size for \"" + name + "\", got "
                        + value.value().goText());
    }

    /** A number of bytes, or text of digits and one of K, M, G, T (powers of 1024); empty text is none. */
    static long size(Item value, String name) {
        if (value.value() instanceof Whole whole) {
            return whole.value();
        }
        if (!(value.value() instanceof Text text)) {
            throw new ConfigException(value.position(), name + " must be int64 or string");
        }
        String written = text.value();
        if (written.isEmpty()) {
            return 0;
        }
        String digits = written.substring(0, written.length() - 1);
        long number;
        try {
            number = Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new ConfigException(
                    value.position(), name + " strconv.ParseInt: parsing \"" + digits + "\": invalid syntax");
        }
        int power = "KMGT".indexOf(written.charAt(written.length() - 1)) + 1;
        if (power == 0) {
            throw new ConfigException(value.position(), name + " sizes defined as strings must end in K, M, G, T");
        }
        return number << SIZE_UNIT_SHIFT * power;
    }

    private void readDomains(Item item) {
        Block block = FieldReader.block(item, "error default_js_domain config: unsupported type ");
        block.pairs().forEach((account, value) -> domainByAccount.put(account, text(value, item.position())));
    }

    private void readFeatures(Item item) {
        Block block = FieldReader.block(item, "error parsing feature flags: unsupported type ");
        block.pairs().forEach((name, value) -> {
            if (!(value.value() instanceof Bool bool)) {
                throw new ConfigException(
                        value.position(),
                        "error parsing feature flag \"" + name + "\": expected bool, got "
                                + value.value().goType());
            }
            features.put(name, bool.value());
        });
    }
}
