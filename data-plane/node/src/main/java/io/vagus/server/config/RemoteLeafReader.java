package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.Topology.Compression;
import io.vagus.server.config.Topology.RemoteLeaf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code remotes} of {@code leafnodes}. */
final class RemoteLeafReader {
    private static final String USER_SEED = "SU";
    private static final int SEED_LENGTH = 58;

    private final FieldReader fields;
    private final PeerFields peers;

    RemoteLeafReader(FieldReader fields, PeerFields peers) {
        this.fields = fields;
        this.peers = peers;
    }

    List<RemoteLeaf> read(Item item) {
        if (!(item.value() instanceof Array array)) {
            throw new ConfigException(
                    item.position(),
                    "Expected remotes field to be an array, got " + item.value().goType());
        }
        List<RemoteLeaf> remotes = new ArrayList<>();
        Set<RemoteLeaf> seen = new HashSet<>();
        for (Item each : array.items()) {
            if (!(each.value() instanceof Block block)) {
                fields.report(
                        each.position(),
                        "Expected remote leafnode entry to be a map/struct, got "
                                + each.value().goText());
                continue;
            }
            Remote remote = new Remote();
            fields.fields(
                    block,
                    (key, value) -> remote.identityField(key, value)
                            || remote.flagField(key, value)
                            || remote.peerField(key, value));
            LeafProxyReader proxy = remote.proxy;
            if (proxy != null) {
                String problem = proxy.problem(remote.urls, remote.encrypted);
                if (problem != null) {
                    fields.report(proxy.position(), problem);
                    continue;
                }
            }
            RemoteLeaf leaf = new RemoteLeaf(remote.account, List.copyOf(remote.urls), remote.compression);
            // Credentials tell two remotes apart as well; they are no part of what is kept.
            if (remote.credentials == null && !seen.add(leaf)) {
                fields.report(
                        lastOf(block, each),
                        "duplicate remote urls=" + quoted(leaf.urls()) + ", account="
                                + GoQuote.of(leaf.account().isEmpty() ? "$G" : leaf.account()));
            }
            remotes.add(leaf);
        }
        return List.copyOf(remotes);
    }

    private static Position lastOf(Block block, Item whole) {
        Position last = whole.position();
        for (Item each : block.pairs().values()) {
            last = each.position();
        }
        return last;
    }

    private static String quoted(List<String> urls) {
        return "["
                + String.join(
                        " ", urls.stream().map(GoUrl::redacted).map(GoQuote::of).toList()) + "]";
    }

    private final class Remote {
        String account = "";
        final List<String> urls = new ArrayList<>();
        Compression compression = Compression.DEFAULT;

        @Nullable
        String credentials;

        @Nullable
        LeafProxyReader proxy;

        boolean encrypted;

        private boolean hasNkey;
        private boolean hasFile;

        boolean identityField(String key, Item value) {
            switch (key) {
                case "url", "urls" -> readUrls(value);
                case "account", "local" -> account = text(value);
                case "creds", "credentials" -> {
                    credentials = text(value);
                    hasFile = !text(value).isEmpty();
                    requireOneKind(value);
                }
                case "nkey", "seed" -> {
                    credentials = text(value);
                    hasNkey = true;
                    if (!text(value).startsWith(USER_SEED) || text(value).length() != SEED_LENGTH) {
                        throw new ConfigException(value.position(), "Remote leafnode nkey is not a valid seed");
                    }
                    requireOneKind(value);
                }
                case "tls" -> {
                    peers.tls(value, false);
                    encrypted = true;
                }
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void requireOneKind(Item value) {
            if (hasNkey && hasFile) {
                throw new ConfigException(value.position(), "Remote leafnode can not have both creds and nkey defined");
            }
        }

        private void readUrls(Item value) {
            if (value.value() instanceof Array) {
                urls.addAll(peers.urls(value, "leafnode"));
            } else if (value.value() instanceof Text) {
                urls.add(PeerFields.url(value, "leafnode"));
            } else {
                throw new ConfigException(
                        value.position(),
                        "Expected remote leafnode url to be an array or string, got "
                                + value.value().goText());
            }
        }

        boolean flagField(String key, Item value) {
            switch (key) {
                case "no_randomize",
                        "dont_randomize",
                        "hub",
                        "ws_compress",
                        "ws_compression",
                        "websocket_compress",
                        "websocket_compression",
                        "ws_no_masking",
                        "websocket_no_masking",
                        "isolate_leafnode_interest",
                        "isolate",
                        "request_isolation",
                        "disabled",
                        "ignore_discovered_servers" -> bool(value);
                default -> {
                    return false;
                }
            }
            return true;
        }

        boolean peerField(String key, Item value) {
            switch (key) {
                case "deny_imports", "deny_import", "deny_exports", "deny_export" ->
                    PermissionsReader.readSubjects(fields, value);
                case "jetstream_cluster_migrate", "js_cluster_migrate" -> {
                    if (!(value.value() instanceof Bool) && !(value.value() instanceof Block)) {
                        throw new ConfigException(
                                value.position(),
                                "Expected boolean or map for jetstream_cluster_migrate, got "
                                        + value.value().goType());
                    }
                }
                case "compression" -> compression = PeerFields.compression(value, key, "s2_auto");
                case "first_info_timeout", "dial_timeout" -> fields.durationOrLegacySeconds(value, key);
                case "proxy" -> proxy = LeafProxyReader.read(fields, peers, value);
                default -> {
                    return false;
                }
            }
            return true;
        }
    }
}
