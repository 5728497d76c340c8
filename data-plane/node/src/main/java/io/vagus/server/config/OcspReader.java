package io.vagus.server.config;

import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Decimal;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.ConfigValue.Whole;
import io.vagus.transport.tls.ocsp.OcspSettings;
import io.vagus.transport.tls.ocsp.OcspSettings.Cache;
import io.vagus.transport.tls.ocsp.OcspSettings.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what is asked of the issuers of the node's own certificates, and where answers about others are kept. */
final class OcspReader implements BlockReader {
    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);

    private @Nullable Mode mode;
    private List<String> urls = List.of();
    private Cache cache = Cache.DEFAULT;
    private boolean cacheConfigured;

    @Override
    public boolean field(String key, Item item) {
        switch (key) {
            case "ocsp" -> readOcsp(item);
            case "ocsp_cache" -> {
                cacheConfigured = true;
                readCache(item);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    OcspSettings settings() {
        return mode == null && !cacheConfigured ? OcspSettings.NONE : new OcspSettings(mode, urls, null, cache);
    }

    private void readOcsp(Item item) {
        if (item.value() instanceof Bool bool) {
            mode = bool.value() ? Mode.AUTO : Mode.NEVER;
        } else if (item.value() instanceof Block block) {
            mode = Mode.AUTO;
            block.pairs().forEach((key, value) -> ocspField(key, value, item));
        } else {
            throw new ConfigException(
                    item.position(),
                    "error parsing ocsp config: unsupported type "
                            + item.value().goType());
        }
    }

    private void ocspField(String key, Item item, Item block) {
        switch (key) {
            case "mode" -> mode = mode(item, FieldReader.text(item, block.position()));
            case "url" -> urls = List.of(FieldReader.text(item, block.position()));
            // nats-server knows this field, but takes no value for it.
            case "urls" -> {
                if (!(item.value() instanceof Array array)) {
                    throw FieldReader.wrongType(item, block.position(), "[]string");
                }
                urls = array.items().stream().map(FieldReader::text).toList();
            }
            default ->
                throw new ConfigException(item.position(), "error parsing ocsp config: unsupported field string");
        }
    }

    private static Mode mode(Item item, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "auto" -> Mode.AUTO;
            case "always" -> Mode.ALWAYS;
            case "must" -> Mode.MUST;
            case "never" -> Mode.NEVER;
            default ->
                throw new ConfigException(item.position(), "error parsing ocsp config: unsupported ocsp mode string");
        };
    }

    private void readCache(Item item) {
        if (item.value() instanceof Bool bool) {
            cache = new Cache(
                    bool.value(),
                    Cache.DEFAULT.directory(),
                    Cache.DEFAULT.preserveRevoked(),
                    Cache.DEFAULT.saveInterval());
        } else if (item.value() instanceof Block block) {
            Cache read = Cache.DEFAULT;
            for (Map.Entry<String, Item> field : block.pairs().entrySet()) {
                read = cacheField(read, field.getKey(), field.getValue());
            }
            cache = read;
        } else {
            throw new ConfigException(
                    item.position(),
                    "error parsing tags: unsupported type " + item.value().goType());
        }
    }

    private static Cache cacheField(Cache so, String key, Item item) {
        return switch (key.toLowerCase(Locale.ROOT)) {
            case "type" -> {
                String type = text(item, key);
                boolean local = type.equalsIgnoreCase("local");
                if (!local && !type.equalsIgnoreCase("none")) {
                    throw new ConfigException(
                            item.position(), "error parsing OCSP peer cache config, unknown type [" + type + "]");
                }
                yield new Cache(local, so.directory(), so.preserveRevoked(), so.saveInterval());
            }
            case "local_store" -> {
                String directory = text(item, key);
                Path path =
                        directory.isEmpty() ? Cache.DEFAULT.directory() : FieldReader.path(directory, item.position());
                yield new Cache(so.local(), path, so.preserveRevoked(), so.saveInterval());
            }
            case "preserve_revoked" -> {
                if (!(item.value() instanceof Bool bool)) {
                    throw unknown(item, key);
                }
                yield new Cache(so.local(), so.directory(), bool.value(), so.saveInterval());
            }
            case "save_interval" -> {
                Duration interval = interval(item);
                yield new Cache(
                        so.local(),
                        so.directory(),
                        so.preserveRevoked(),
                        interval.compareTo(LEAST_INTERVAL) < 0 ? LEAST_INTERVAL : interval);
            }
            default -> throw unknown(item, key);
        };
    }

    private static String text(Item item, String key) {
        if (item.value() instanceof Text text) {
            return text.value();
        }
        throw unknown(item, key);
    }

    private static ConfigException unknown(Item item, String key) {
        return new ConfigException(
                item.position(), "error parsing OCSP peer cache config, unknown field [" + GoQuote.of(key) + "]");
    }

    private static Duration interval(Item item) {
        if (item.value() instanceof Whole whole) {
            return Duration.ofSeconds(whole.value());
        }
        if (item.value() instanceof Decimal decimal) {
            return Duration.ofSeconds((long) decimal.value());
        }
        if (!(item.value() instanceof Text text)) {
            throw new ConfigException(
                    item.position(), "error parsing OCSP peer cache config, conversion error: unexpected type");
        }
        Duration parsed = GoDuration.parse(text.value());
        if (parsed == null) {
            throw new ConfigException(
                    item.position(),
                    "error parsing tls peer config, conversion error: " + GoDuration.problem(text.value()));
        }
        return Duration.ofSeconds(parsed.toSeconds());
    }
}
