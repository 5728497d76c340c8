package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.address;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.intOf;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.PeerFields.Credentials;
import io.vagus.server.config.Topology.Mqtt;
import io.vagus.server.config.Topology.MqttSessions;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code mqtt}. */
final class MqttReader {
    private static final int MAX_ACK_PENDING = 0xFFFF;

    private final FieldReader fields;
    private final PeerFields peers;
    private int port;
    private boolean hasUser;
    private boolean hasToken;
    private @Nullable String noAuthUser;
    private boolean encrypted;
    private long ackWaitNanos;
    private long maxAckPending;
    private int streamReplicas;
    private boolean consumersInMemory;
    private long inactiveThresholdNanos;
    private final Map<String, String> fixed = new TreeMap<>();

    MqttReader(FieldReader fields, PeerFields peers) {
        this.fields = fields;
        this.peers = peers;
    }

    Mqtt read(Item item) {
        fields.fields(
                FieldReader.block(item, "Expected mqtt to be a map, got "),
                (key, value) -> portField(key, value) || sessionField(key, value));
        return new Mqtt(
                port,
                hasUser,
                hasToken,
                noAuthUser,
                encrypted,
                new MqttSessions(
                        ackWaitNanos, maxAckPending, streamReplicas, consumersInMemory, inactiveThresholdNanos),
                Map.copyOf(fixed));
    }

    private boolean portField(String key, Item value) {
        switch (key) {
            case "listen" -> {
                HostPort address = address(value);
                port = address.port();
                fixed.put("host", address.host());
            }
            case "port" -> port = intOf(value);
            case "host", "net" -> fixed.put("host", text(value));
            case "tls" -> {
                peers.tls(value, false);
                encrypted = true;
            }
            case "authorization", "authentication" -> {
                Credentials credentials = peers.simpleAuthorization(value);
                hasUser = !credentials.user().isEmpty();
                hasToken = credentials.hasToken();
                fixed.put(
                        "authorization",
                        ConfigDigest.of(FieldReader.block(value)).text());
            }
            case "no_auth_user" -> noAuthUser = text(value).isEmpty() ? null : text(value);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean sessionField(String key, Item value) {
        switch (key) {
            case "ack_wait", "ackwait" ->
                ackWaitNanos = fields.durationOrLegacySeconds(value, "ack_wait").toNanos();
            case "js_api_timeout", "api_timeout" ->
                fixed.put(
                        "js_api_timeout",
                        fields.durationOrLegacySeconds(value, "js_api_timeout").toString());
            case "max_ack_pending", "max_pending", "max_inflight" -> {
                long pending = FieldReader.whole(value);
                if (pending < 0 || pending > MAX_ACK_PENDING) {
                    throw new ConfigException(
                            value.position(), "invalid value " + pending + ", should in [0..65535] range");
                }
                maxAckPending = pending;
            }
            case "js_domain" -> fixed.put(key, text(value));
            case "stream_replicas" -> streamReplicas = intOf(value);
            case "consumer_replicas" ->
                fields.warnOfUse(value.position(), key, "consumer replicas setting ignored in this server version");
            case "consumer_memory_storage" -> consumersInMemory = bool(value);
            case "reject_qos2_publish", "downgrade_qos2_subscribe" -> {
                if (bool(value)) {
                    fixed.put(key, "true");
                } else {
                    fixed.remove(key);
                }
            }
            case "consumer_inactive_threshold", "consumer_auto_cleanup" ->
                inactiveThresholdNanos = fields.durationOrLegacySeconds(value, "consumer_inactive_threshold")
                        .toNanos();
            default -> {
                return false;
            }
        }
        return true;
    }
}
