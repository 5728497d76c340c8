package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.address;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.intOf;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.Topology.Gateway;
import io.vagus.server.config.Topology.RemoteGateway;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code gateway}. */
final class GatewayReader {
    private final FieldReader fields;
    private final PeerFields peers;
    private String name = "";
    private int port;
    private final List<RemoteGateway> remotes = new ArrayList<>();

    GatewayReader(FieldReader fields, PeerFields peers) {
        this.fields = fields;
        this.peers = peers;
    }

    Gateway read(Item item) {
        fields.fields(FieldReader.block(item, "Expected gateway to be a map, got "), this::field);
        return new Gateway(name, port, remotes);
    }

    private boolean field(String key, Item value) {
        switch (key) {
            case "name" -> {
                String read = PeerFields.name(value, "gateway");
                name = read == null ? "" : read;
            }
            case "listen" -> port = address(value).port();
            case "port" -> port = intOf(value);
            case "host", "net", "advertise" -> text(value);
            case "authorization" -> peers.authorization(value, "Gateway");
            case "tls" -> peers.tls(value, true);
            case "connect_retries" -> intOf(value);
            case "connect_backoff", "reject_unknown", "reject_unknown_cluster" -> bool(value);
            case "gateways" -> readRemotes(value);
            case "write_deadline" -> fields.durationOrLegacySeconds(value, key);
            case "write_timeout" -> PeerFields.writeTimeout(value);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void readRemotes(Item item) {
        if (!(item.value() instanceof Array array)) {
            throw new ConfigException(List.of("Expected gateways field to be an array, got "
                    + item.value().goType()));
        }
        for (Item each : array.items()) {
            if (each.value() instanceof Block block) {
                remotes.add(remote(block));
            } else {
                fields.report(
                        each.position(),
                        "Expected gateway entry to be a map/struct, got "
                                + each.value().goText());
            }
        }
    }

    private RemoteGateway remote(Block block) {
        String[] remoteName = {""};
        int[] urls = {0};
        fields.fields(block, (key, value) -> {
            switch (key) {
                case "name" -> remoteName[0] = text(value);
                case "tls" -> peers.tls(value, true);
                case "url" -> {
                    PeerFields.url(value, "gateway");
                    urls[0]++;
                }
                case "urls" -> urls[0] = peers.urls(value, "gateway").size();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new RemoteGateway(remoteName[0], urls[0]);
    }
}
