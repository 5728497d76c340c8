package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.text;

import io.vagus.account.StreamAllowance;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.ConfigValue.Whole;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what one account of the configuration may keep in streams: its {@code jetstream} field. */
final class AllowanceReader {
    private static final int MEMORY = 0;
    private static final int STORE = 1;
    private static final int STREAMS = 2;
    private static final int CONSUMERS = 3;
    private static final int ACK_PENDING = 4;
    private static final int MEMORY_STREAM = 5;
    private static final int STORE_STREAM = 6;

    private final FieldReader fields;

    AllowanceReader(FieldReader fields) {
        this.fields = fields;
    }

    /** Null when the account may not keep streams. Errors: {@link ConfigException}. */
    @Nullable
    StreamAllowance read(Item item) {
        // Not a switch over types: its first use takes the JVM many milliseconds, which no AOT cache saves.
        ConfigValue configured = item.value();
        if (configured instanceof Bool bool) {
            return bool.value() ? StreamAllowance.UNLIMITED : null;
        }
        if (configured instanceof Text word) {
            return JetStreamReader.isEnabled(word.value(), item) ? StreamAllowance.UNLIMITED : null;
        }
        if (configured instanceof Block block) {
            return new StreamAllowance(Map.of("", tier(block)));
        }
        throw new ConfigException(
                item.position(), "Expected map, bool or string to define JetStream, got " + configured.goType());
    }

    private StreamAllowance.Tier tier(Block block) {
        long[] limits = {-1, -1, -1, -1, -1, -1, -1};
        boolean[] required = {false};
        fields.fields(block, (key, value) -> {
            int place = switch (key) {
                case "max_memory", "max_mem", "mem", "memory" -> MEMORY;
                case "max_store", "max_file", "max_disk", "store", "disk" -> STORE;
                case "max_streams", "streams" -> STREAMS;
                case "max_consumers", "consumers" -> CONSUMERS;
                case "max_ack_pending" -> ACK_PENDING;
                case "mem_max_stream_bytes", "memory_max_stream_bytes" -> MEMORY_STREAM;
                case "disk_max_stream_bytes", "store_max_stream_bytes" -> STORE_STREAM;
                default -> -1;
            };
            if (place >= 0) {
                limits[place] = size(key, value);
                return true;
            }
            return switch (key) {
                case "max_bytes_required", "max_stream_bytes", "max_bytes" -> {
                    if (!(value.value() instanceof Bool bool)) {
                        throw new ConfigException(
                                value.position(), "Expected a parseable bool for \"" + key + "\", got " + shown(value));
                    }
                    required[0] = bool.value();
                    yield true;
                }
                case "cluster_traffic" -> {
                    traffic(value);
                    yield true;
                }
                default -> false;
            };
        });
        return new StreamAllowance.Tier(
                limits[MEMORY],
                limits[STORE],
                limits[STREAMS],
                limits[CONSUMERS],
                limits[ACK_PENDING],
                limits[MEMORY_STREAM],
                limits[STORE_STREAM],
                required[0]);
    }

    private static long size(String key, Item value) {
        if (value.value() instanceof Whole whole) {
            return whole.value();
        }
        throw new ConfigException(
                value.position(), "Expected a parseable size for \"" + key + "\", got " + shown(value));
    }

    /** Which account pays for a cluster's traffic has no meaning for one node. */
    private static void traffic(Item value) {
        String word = text(value);
        if (!word.isEmpty() && !word.equals("system") && !word.equals("owner")) {
            throw new ConfigException(
                    value.position(), "Expected 'system' or 'owner' string value for \"cluster_traffic\", got " + word);
        }
    }

    private static String shown(Item value) {
        if (value.value() instanceof Bool bool) {
            return Boolean.toString(bool.value());
        }
        return value.value() instanceof Text word ? word.value() : value.value().goType();
    }
}
