package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.address;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.intOf;
import static io.vagus.server.config.FieldReader.text;

import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.PeerFields.Credentials;
import io.vagus.server.config.Topology.Mqtt;
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
    private long ackWaitNanos;

    MqttReader(FieldReader fields, PeerFields peers) {
        this.fields = fields;
        this.peers = peers;
    }

    Mqtt read(Item item) {
        fields.fields(
                FieldReader.block(item, "Expected mqtt to be a map, got "),
                (key, value) -> portField(key, value) || sessionField(key, value));
        return new Mqtt(port, hasUser, hasToken, noAuthUser, ackWaitNanos);
    }

    private boolean portField(String key, Item value) {
        switch (key) {
            case "listen" -> port = address(value).port();
            case "port" -> port = intOf(value);
            case "host", "net" -> text(value);
            case "tls" -> peers.tls(value, false);
            case "authorization", "authentication" -> {
                Credentials credentials = peers.simpleAuthorization(value);
                hasUser = !credentials.user().isEmpty();
                hasToken = credentials.hasToken();
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
            case "js_api_timeout", "api_timeout" -> fields.durationOrLegacySeconds(value, "js_api_timeout");
            case "max_ack_pending", "max_pending", "max_inflight" -> {
                long pending = FieldReader.whole(value);
                if (pending < 0 || pending > MAX_ACK_PENDING) {
                    throw new ConfigException(
                            value.position(), "invalid value " + pending + ", should in [0..65535] range");
                }
            }
            case "js_domain" -> text(value);
            case "stream_replicas" -> intOf(value);
            case "consumer_replicas" ->
                fields.warnOfUse(value.position(), key, "consumer replicas setting ignored in this server version");
            case "consumer_memory_storage", "reject_qos2_publish", "downgrade_qos2_subscribe" -> bool(value);
            case "consumer_inactive_threshold", "consumer_auto_cleanup" ->
                fields.durationOrLegacySeconds(value, "consumer_inactive_threshold");
            default -> {
                return false;
            }
        }
        return true;
    }
}
