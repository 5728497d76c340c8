package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.address;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.duration;
import static io.vagus.server.config.FieldReader.intOf;
import static io.vagus.server.config.FieldReader.text;
import static io.vagus.server.config.FieldReader.whole;

import io.vagus.server.config.ConfigValue.Item;
import io.vagus.transport.NodeOptions;
import java.time.Duration;

/** Reads the client port, its limits and its times. Zero stands for the default, as everywhere in nats-server. */
final class NetworkReader implements BlockReader {
    private static final Duration SHORTEST_LAME_DUCK = Duration.ofSeconds(30);
    private static final NodeOptions DEFAULTS = NodeOptions.DEFAULTS;

    private final FieldReader fields;
    private NodeOptions options = DEFAULTS;

    NetworkReader(FieldReader fields) {
        this.fields = fields;
    }

    @Override
    public boolean field(String key, Item item) {
        return addressField(key, item) || limitField(key, item) || timeField(key, item);
    }

    NodeOptions options() {
        return options;
    }

    private boolean addressField(String key, Item item) {
        switch (key) {
            case "listen" -> {
                HostPort address = address(item);
                options = options.withHost(host(address.host())).withPort(socketPort(address.port()));
            }
            case "host", "net" -> options = options.withHost(host(text(item)));
            case "port" -> options = options.withPort(socketPort(intOf(item)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean limitField(String key, Item item) {
        switch (key) {
            case "max_connections", "max_conn" -> options = options.withMaxConnections(noneIfZero(intOf(item)));
            case "max_subscriptions", "max_subs" -> options = options.withMaxSubscriptions(Math.max(0, intOf(item)));
            case "max_payload" -> options = options.withMaxPayloadBytes(size(item, key, DEFAULTS.maxPayloadBytes()));
            case "max_pending" -> {
                long bytes = whole(item);
                options = options.withMaxPendingBytes(bytes == 0 ? DEFAULTS.maxPendingBytes() : bytes);
            }
            case "max_control_line" ->
                options = options.withMaxControlLineBytes(size(item, key, DEFAULTS.maxControlLineBytes()));
            case "max_closed_clients" ->
                options = options.withMaxClosedClients(
                        intOf(item) == 0 ? DEFAULTS.maxClosedClients() : Math.max(0, intOf(item)));
            case "max_traced_msg_len" -> options = options.withMaxTracedMessageBytes(Math.max(0, intOf(item)));
            case "no_fast_producer_stall" -> options = options.withNoFastProducerStall(bool(item));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean timeField(String key, Item item) {
        switch (key) {
            case "ping_interval" -> {
                Duration interval = fields.durationOrLegacySeconds(item, key);
                options = options.withPingInterval(interval.isZero() ? DEFAULTS.pingInterval() : interval);
            }
            case "ping_max" -> {
                int pings = intOf(item);
                options = options.withMaxPingsOut(pings == 0 ? DEFAULTS.maxPingsOut() : pings);
            }
            case "write_deadline" -> {
                Duration deadline = fields.durationOrLegacySeconds(item, key);
                options = options.withWriteDeadline(deadline.isZero() ? DEFAULTS.writeDeadline() : deadline);
            }
            case "lame_duck_duration" -> options = options.withLameDuckDuration(lameDuck(item));
            case "lame_duck_grace_period" -> {
                Duration grace = duration(item, key);
                if (grace.isNegative()) {
                    throw new ConfigException(item.position(), "invalid " + key + ", needs to be positive");
                }
                options = options.withLameDuckGrace(grace.isZero() ? DEFAULTS.lameDuckGrace() : grace);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String host(String written) {
        return written.isEmpty() ? DEFAULTS.host() : written;
    }

    /** In a configuration 0 means the default and -1 any free port; the socket wants 0 for that. */
    static int socketPort(int configured) {
        return switch (configured) {
            case 0 -> DEFAULTS.port();
            case HostPort.RANDOM -> 0;
            default -> configured;
        };
    }

    /** Where it is said that there may be none, none may be: nats-server takes and shows that as -1. */
    private static int noneIfZero(int connections) {
        return connections == 0 ? -1 : connections;
    }

    private static int size(Item item, String key, int standard) {
        long size = whole(item);
        if (size > Integer.MAX_VALUE) {
            throw new ConfigException(item.position(), key + " value is too big");
        }
        return size == 0 ? standard : Math.clamp(size, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static Duration lameDuck(Item item) {
        Duration duration = duration(item, "lame_duck_duration");
        if (duration.compareTo(SHORTEST_LAME_DUCK) < 0) {
            throw new ConfigException(
                    item.position(),
                    "invalid lame_duck_duration of " + GoDuration.print(duration) + ", minimum is 30 seconds");
        }
        return duration;
    }
}
