package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.address;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.intOf;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.account.Permissions;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.Topology.Cluster;
import io.vagus.server.config.Topology.Compression;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code cluster}. */
final class ClusterReader {
    private static final Duration MAX_PING_INTERVAL = Duration.ofSeconds(30);

    private final FieldReader fields;
    private final PeerFields peers;
    private @Nullable String name;
    private String host = "";
    private int port;
    private List<String> routes = List.of();
    private String advertise = "";
    private boolean noAdvertise;
    private int connectRetries;
    private int poolSize;
    private List<String> accounts = List.of();
    private Compression compression = Compression.DEFAULT;

    ClusterReader(FieldReader fields, PeerFields peers) {
        this.fields = fields;
        this.peers = peers;
    }

    Cluster read(Item item) {
        fields.fields(
                FieldReader.block(item, "Expected map to define cluster, got "),
                (key, value) -> addressField(key, value) || peerField(key, value) || connectionField(key, value));
        return new Cluster(
                name, host, port, routes, advertise, noAdvertise, connectRetries, poolSize, accounts, compression);
    }

    private boolean addressField(String key, Item value) {
        switch (key) {
            case "name" -> name = PeerFields.name(value, "cluster");
            case "listen" -> {
                HostPort address = address(value);
                host = address.host();
                port = address.port();
            }
            case "port" -> port = intOf(value);
            case "host", "net" -> host = text(value);
            case "cluster_advertise", "advertise" -> advertise = text(value);
            case "no_advertise" -> noAdvertise = bool(value);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean peerField(String key, Item value) {
        switch (key) {
            case "authorization" -> {
                if (peers.authorization(value, "Cluster").hasPermissions()) {
                    fields.warnOfUse(
                            value.position(),
                            "authorization",
                            "setting \"permissions\" within cluster authorization block is deprecated");
                }
            }
            case "routes" -> routes = peers.urls(value, "route");
            case "permissions" -> {
                if (!(value.value() instanceof Block)) {
                    throw new ConfigException(List.of("Expected permissions to be a map/struct, got "
                            + value.value().goText()));
                }
                Permissions permissions = PermissionsReader.read(fields, value);
                requireWithoutQueues(permissions, value);
                if (permissions.responses() != null) {
                    throw new ConfigException(value.position(), "Cluster permissions do not support dynamic responses");
                }
            }
            case "accounts" -> accounts = fields.strings(value, "accounts");
            case "tls" -> peers.tls(value, true);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Interest of clusters knows no queue names: they are no subjects here. */
    private static void requireWithoutQueues(Permissions permissions, Item item) {
        requireSubjects(permissions.publish().allow(), "import allow", item);
        requireSubjects(permissions.publish().deny(), "import deny", item);
        requireSubjects(permissions.subscribe().allow(), "export allow", item);
        requireSubjects(permissions.subscribe().deny(), "export deny", item);
    }

    private static void requireSubjects(List<String> subjects, String side, Item item) {
        for (String subject : subjects) {
            String problem = PermissionsReader.problem(subject, false);
            if (problem != null) {
                throw new ConfigException(item.position(), "cluster " + side + ": " + problem);
            }
        }
    }

    private boolean connectionField(String key, Item value) {
        switch (key) {
            case "connect_retries" -> connectRetries = intOf(value);
            case "connect_backoff" -> bool(value);
            case "pool_size" -> poolSize = intOf(value);
            case "compression" -> compression = PeerFields.compression(value, key, "s2_fast");
            case "ping_interval" -> {
                if (fields.durationOrLegacySeconds(value, key).compareTo(MAX_PING_INTERVAL) > 0) {
                    fields.warn(
                            value.position(), "Cluster 'ping_interval' will reset to 30s which is the max for routes");
                }
            }
            case "ping_max" -> intOf(value);
            case "write_deadline" -> fields.durationOrLegacySeconds(value, key);
            case "write_timeout" -> PeerFields.writeTimeout(value);
            default -> {
                return false;
            }
        }
        return true;
    }
}
