package io.vagus.server.config;

import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.transport.tls.TlsSettings.OcspPeer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what is said about revoked certificates: {@code ocsp_peer} within a {@code tls {}} block. */
final class OcspReader {
    private boolean verify;
    private boolean warnOnly;
    private boolean unknownIsGood;
    private boolean allowWhenUnreachable;

    private OcspReader() {}

    /** How certificates of peers are checked; null for not at all. */
    static @Nullable OcspPeer peer(Item item) {
        return switch (item.value()) {
            case Bool bool -> bool.value() ? new OcspPeer(false, false, false) : null;
            case Block block -> {
                OcspReader reader = new OcspReader();
                block.pairs().forEach((key, value) -> reader.field(key, value));
                yield reader.verify
                        ? new OcspPeer(reader.warnOnly, reader.unknownIsGood, reader.allowWhenUnreachable)
                        : null;
            }
            default ->
                throw new ConfigException(
                        item.position(),
                        "error parsing ocsp peer config: unsupported type "
                                + item.value().goType());
        };
    }

    private void field(String key, Item item) {
        switch (key.toLowerCase(Locale.ROOT)) {
            case "verify" -> verify = bool(item, key);
            case "warn_only" -> warnOnly = bool(item, key);
            case "unknown_is_good" -> unknownIsGood = bool(item, key);
            case "allow_when_ca_unreachable" -> allowWhenUnreachable = bool(item, key);
            case "ca_timeout", "allowed_clockskew", "cache_ttl_when_next_update_unset" -> seconds(item, key);
            default ->
                throw new ConfigException(
                        item.position(), "error parsing tls peer config, unknown field \"" + key + "\"");
        }
    }

    private static boolean bool(Item item, String key) {
        if (item.value() instanceof Bool bool) {
            return bool.value();
        }
        throw new ConfigException(
                item.position(), "error parsing tls peer config, expected '" + key + "' to be a boolean");
    }

    /** The JDK keeps to times of its own here; the field is checked and without effect. */
    private static void seconds(Item item, String key) {
        FieldReader.durationOrSeconds(item, key);
    }
}
