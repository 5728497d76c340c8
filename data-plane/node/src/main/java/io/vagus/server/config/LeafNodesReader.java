package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.address;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.intOf;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.identity.KeyKind;
import io.vagus.identity.Nkey;
import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.Topology.Compression;
import io.vagus.server.config.Topology.LeafNodes;
import io.vagus.server.config.Topology.RemoteLeaf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code leafnodes}; the remotes are read by {@link RemoteLeafReader}. */
final class LeafNodesReader {
    private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+)\\.(\\d+)(-.*)?");

    private final FieldReader fields;
    private final PeerFields peers;
    private String host = "";
    private int port;
    private final List<String> userAccounts = new ArrayList<>();
    private List<RemoteLeaf> remotes = List.of();
    private Compression compression = Compression.DEFAULT;

    LeafNodesReader(FieldReader fields, PeerFields peers) {
        this.fields = fields;
        this.peers = peers;
    }

    LeafNodes read(Item item) {
        fields.fields(
                FieldReader.block(item, "Expected map to define a leafnode, got "),
                (key, value) -> portField(key, value) || connectionField(key, value));
        return new LeafNodes(host, port, List.copyOf(userAccounts), remotes, compression);
    }

    private boolean portField(String key, Item value) {
        switch (key) {
            case "listen" -> {
                HostPort address = address(value);
                host = address.host();
                port = address.port();
            }
            case "port" -> port = intOf(value);
            case "host", "net" -> host = text(value);
            case "leafnode_advertise", "advertise" -> text(value);
            case "no_advertise", "isolate_leafnode_interest", "isolate" -> bool(value);
            case "authorization" -> readAuthorization(value);
            case "tls" -> peers.tls(value, false);
            case "min_version", "minimum_version" -> requireVersion(value);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean connectionField(String key, Item value) {
        switch (key) {
            case "remotes" -> remotes = new RemoteLeafReader(fields, peers).read(value);
            case "reconnect", "reconnect_delay", "reconnect_interval" ->
                fields.durationOrLegacySeconds(value, "reconnect");
            case "dial_timeout", "write_deadline" -> fields.durationOrLegacySeconds(value, key);
            case "write_timeout" -> PeerFields.writeTimeout(value);
            case "compression" -> compression = PeerFields.compression(value, key, "s2_auto");
            default -> {
                return false;
            }
        }
        return true;
    }

    private void readAuthorization(Item item) {
        boolean[] single = new boolean[2];
        List<String> names = new ArrayList<>();
        fields.fields(FieldReader.block(item), (key, value) -> {
            switch (key) {
                case "user", "username" -> single[0] = !text(value).isEmpty();
                case "pass", "password" -> text(value);
                case "nkey" -> {
                    single[1] = true;
                    if (!Nkey.isValid(text(value), KeyKind.USER)) {
                        throw new ConfigException(
                                value.position(), "Not a valid public nkey for leafnode authorization");
                    }
                }
                case "timeout" -> AuthenticationTimeout.read(fields, value, key, "leafnode authorization");
                case "users" -> readUsers(value, names);
                case "account" -> userAccounts.add(text(value));
                case "proxy_required" -> bool(value);
                default -> {
                    return false;
                }
            }
            return true;
        });
        requireDistinct(item, single, names);
    }

    private static void requireDistinct(Item item, boolean[] single, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        if (single[0]) {
            throw new ConfigException(item.position(), "can not have a single user/pass and a users array");
        }
        if (single[1]) {
            throw new ConfigException(item.position(), "can not have a single nkey and a users array");
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new ConfigException(
                        item.position(), "duplicate user " + GoQuote.of(name) + " detected in leafnode authorization");
            }
        }
    }

    private void readUsers(Item item, List<String> names) {
        if (!(item.value() instanceof Array users)) {
            throw new ConfigException(
                    item.position(),
                    "Expected users field to be an array, got " + item.value().goText());
        }
        for (Item each : users.items()) {
            if (!(each.value() instanceof Block block)) {
                fields.report(
                        each.position(),
                        "Expected user entry to be a map/struct, got "
                                + each.value().goText());
                continue;
            }
            String[] name = {""};
            fields.fields(block, (key, value) -> {
                switch (key) {
                    case "user", "username" -> name[0] = text(value);
                    case "pass", "password" -> text(value);
                    case "account" -> userAccounts.add(text(value));
                    case "proxy_required" -> bool(value);
                    default -> {
                        return false;
                    }
                }
                return true;
            });
            names.add(name[0]);
        }
    }

    private static void requireVersion(Item item) {
        String version = text(item);
        Matcher parts = VERSION.matcher(version);
        if (!parts.matches()) {
            throw new ConfigException(item.position(), "invalid leafnode's minimum version: invalid semver");
        }
        int major = Integer.parseInt(parts.group(1));
        if (major < 2 || major == 2 && Integer.parseInt(parts.group(2)) < 8) {
            throw new ConfigException(item.position(), "the minimum version should be at least 2.8.0");
        }
    }
}
