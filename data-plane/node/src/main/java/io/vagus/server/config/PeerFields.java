package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.Topology.Compression;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what the blocks about other servers have in common. */
final class PeerFields {
    private final FieldReader fields;
    private final ConfigSources sources;

    PeerFields(FieldReader fields, ConfigSources sources) {
        this.fields = fields;
        this.sources = sources;
    }

    /**
     * Checks a {@code tls {}} block and the files it names.
     *
     * @param ofServers whether those who come in, or are gone to, may be servers of the same cluster
     */
    void tls(Item item, boolean ofServers) {
        ClientPortReader.requireCertificates(
                sources, ofServers ? TlsReader.readOfServers(item) : TlsReader.read(item), item);
    }

    /** Names and passwords, as far as blocks about other servers have them. */
    record Credentials(String user, boolean hasPassword, boolean hasToken, boolean hasUsers, boolean hasPermissions) {}

    /**
     * Reads who may come. Users and tokens are refused where they mean nothing.
     *
     * @param what how the block is called in errors
     */
    Credentials authorization(Item item, String what) {
        String[] user = {""};
        boolean[] seen = new boolean[4];
        fields.fields(FieldReader.block(item), (key, value) -> {
            switch (key) {
                case "user", "username" -> user[0] = text(value);
                case "pass", "password" -> seen[0] = !text(value).isEmpty();
                case "token" -> seen[1] = !text(value).isEmpty();
                case "timeout" -> AuthenticationTimeout.read(fields, value, key, "authorization");
                case "users" -> seen[2] = FieldReader.array(value).items() != null;
                case "default_permission", "default_permissions", "permissions" -> {
                    PermissionsReader.read(fields, value);
                    seen[3] = true;
                }
                case "auth_callout", "auth_hook" ->
                    throw new ConfigException(item.position(), what + " authorization does not support callouts");
                case "proxy_required" -> bool(value);
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (seen[2]) {
            throw new ConfigException(item.position(), what + " authorization does not allow multiple users");
        }
        if (seen[1]) {
            throw new ConfigException(item.position(), what + " authorization does not support tokens");
        }
        return new Credentials(user[0], seen[0], seen[1], seen[2], seen[3]);
    }

    /** The {@code authorization} of a port for clients of another protocol. */
    Credentials simpleAuthorization(Item item) {
        String[] user = {""};
        boolean[] seen = new boolean[2];
        fields.fields(FieldReader.block(item), (key, value) -> {
            switch (key) {
                case "user", "username" -> user[0] = text(value);
                case "pass", "password" -> seen[0] = !text(value).isEmpty();
                case "token" -> seen[1] = !text(value).isEmpty();
                // Anything else than a number means a second: nats-server has it so.
                case "timeout" -> {}
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Credentials(user[0], seen[0], seen[1], false, false);
    }

    /** An array of URLs; one that is there twice counts once, with a warning. */
    List<String> urls(Item item, String kind) {
        List<String> urls = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Item each : FieldReader.array(item).items()) {
            String url = text(each);
            if (!seen.add(url)) {
                fields.warnOfUse(each.position(), url, "Duplicate " + kind + " entry detected");
            } else {
                fields.attempt(() -> urls.add(url(each, kind)));
            }
        }
        return urls;
    }

    static String url(Item item, String kind) {
        String url = text(item).strip();
        if (GoUrl.parse(url) == null) {
            throw new ConfigException(item.position(), "error parsing " + kind + " url [" + GoQuote.of(url) + "]");
        }
        return url;
    }

    /**
     * How connections are compressed: a word, a truth value, or a map.
     *
     * @param modeWhenOn what {@code true} means
     */
    static Compression compression(Item item, String key, String modeWhenOn) {
        if (item.value() instanceof Text text) {
            return new Compression(text.value(), List.of());
        }
        if (item.value() instanceof Bool bool) {
            return new Compression(bool.value() ? modeWhenOn : "off", List.of());
        }
        if (item.value() instanceof Block block) {
            return compressionMap(block);
        }
        throw new ConfigException(
                item.position(),
                "field " + GoQuote.of(key) + " should be a boolean or a structure, got "
                        + item.value().goType());
    }

    private static Compression compressionMap(Block block) {
        String mode = "";
        List<Long> thresholds = new ArrayList<>();
        for (var pair : block.pairs().entrySet()) {
            Item value = pair.getValue();
            switch (pair.getKey().toLowerCase(java.util.Locale.ROOT)) {
                case "mode" -> mode = text(value);
                case "rtt_thresholds", "thresholds", "rtts", "rtt" -> {
                    for (Item each : FieldReader.array(value).items()) {
                        Duration duration = GoDuration.parse(text(each));
                        if (duration == null) {
                            throw new ConfigException(value.position(), GoDuration.problem(text(each)));
                        }
                        thresholds.add(duration.toNanos());
                    }
                }
                default -> throw new ConfigException(value.position(), "unknown field " + GoQuote.of(pair.getKey()));
            }
        }
        return new Compression(mode, List.copyOf(thresholds));
    }

    static void writeTimeout(Item item) {
        switch (text(item)) {
            case "default", "close", "retry" -> {}
            default ->
                throw new ConfigException(item.position(), "write_timeout must be 'default', 'close' or 'retry'");
        }
    }

    /** A name of a cluster or gateway. */
    static @Nullable String name(Item item, String whatHasSpaces) {
        String name = text(item);
        if (name.indexOf(' ') >= 0) {
            throw new ConfigException(item.position(), whatHasSpaces + " name cannot contain spaces");
        }
        if (name.equals(Topology.RESERVED_CLUSTER)) {
            throw new ConfigException(item.position(), "cluster name is reserved");
        }
        return name.isEmpty() ? null : name;
    }
}
