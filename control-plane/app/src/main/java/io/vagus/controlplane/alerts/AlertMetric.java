package io.vagus.controlplane.alerts;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vagus.controlplane.accounts.Limits;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a rule can watch: the column of the sample, and the limit of the account that bounds it. */
public enum AlertMetric {
    @JsonProperty("connections")
    CONNECTIONS("connections", "connections", Limits::connections),
    @JsonProperty("leafNodes")
    LEAF_NODES("leaf_nodes", "leaf nodes", Limits::leafNodes),
    @JsonProperty("subscriptions")
    SUBSCRIPTIONS("subscriptions", "subscriptions", Limits::subscriptions),
    @JsonProperty("inMessages")
    IN_MESSAGES("in_messages", "messages in a second", null),
    @JsonProperty("outMessages")
    OUT_MESSAGES("out_messages", "messages out a second", null),
    @JsonProperty("inBytes")
    IN_BYTES("in_bytes", "bytes in a second", null),
    @JsonProperty("outBytes")
    OUT_BYTES("out_bytes", "bytes out a second", null),
    @JsonProperty("slowConsumers")
    SLOW_CONSUMERS("slow_consumers", "slow consumers", null),
    @JsonProperty("memoryBytes")
    MEMORY_BYTES("memory_bytes", "bytes in memory", Limits::memoryStorageBytes),
    @JsonProperty("diskBytes")
    DISK_BYTES("disk_bytes", "bytes on disk", Limits::diskStorageBytes),
    @JsonProperty("streams")
    STREAMS("streams", "streams", Limits::streams),
    @JsonProperty("consumers")
    CONSUMERS("consumers", "consumers", Limits::consumers),
    @JsonProperty("apiErrors")
    API_ERRORS("api_errors", "JetStream API errors", null),
    @JsonProperty("consumerLag")
    CONSUMER_LAG("consumer_lag", "messages waiting for a consumer", null);

    private final String column;
    private final String words;
    private final @Nullable Function<Limits, @Nullable Long> limit;

    AlertMetric(String column, String words, @Nullable Function<Limits, @Nullable Long> limit) {
        this.column = column;
        this.words = words;
        this.limit = limit;
    }

    public String column() {
        return column;
    }

    String words() {
        return words;
    }

    boolean isLimited() {
        return limit != null;
    }

    /** The account's limit; null when there is none. */
    @Nullable
    Long limit(Limits limits) {
        Long most = limit == null ? null : limit.apply(limits);
        return most == null || most < 0 ? null : most;
    }
}
