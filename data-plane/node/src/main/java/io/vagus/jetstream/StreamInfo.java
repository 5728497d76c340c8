package io.vagus.jetstream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfigJson;
import io.vagus.jetstream.stream.Stream;
import io.vagus.storage.StreamState;

/** A stream as the API shows it. Made on the stream's thread. */
final class StreamInfo {
    private static final int MAX_DELETED = 1_000_000;

    private StreamInfo() {}

    /** As most answers show it. */
    static void put(ObjectNode into, Stream stream, JetStream service, long now) {
        put(into, stream, ApiLevel.told(stream.config(), service.host().version()), service, now, false, false);
    }

    /** As the answer to its creation shows it: without the domain. */
    static void putCreated(ObjectNode into, Stream stream, JetStream service, long now) {
        put(into, stream, service, now);
        into.remove("domain");
    }

    /** The same of one that is not served. */
    static void putCreated(ObjectNode into, OfflineStream stream, JetStream service, long now) {
        into.set(
                "config",
                StreamConfigJson.write(
                        ApiLevel.told(stream.config(), service.host().version())));
        into.put("created", Json.time(stream.createdNanos()));
        into.set("state", stream.state());
        into.put("ts", Json.time(now));
    }

    /** The state of a stream of which nothing is known. */
    static ObjectNode noState() {
        return Json.object()
                .put("messages", 0)
                .put("bytes", 0)
                .put("first_seq", 0)
                .put("first_ts", Json.ZERO_TIME)
                .put("last_seq", 0)
                .put("last_ts", Json.ZERO_TIME)
                .put("consumer_count", 0);
    }

    /** As a list shows it: without the server's version. */
    static void putListed(ObjectNode into, Stream stream, JetStream service, long now) {
        put(into, stream, stream.config(), service, now, false, false);
    }

    /** As a request for one stream shows it. */
    static void putDetailed(ObjectNode into, Stream stream, JetStream service, long now, boolean withDeleted) {
        put(into, stream, ApiLevel.told(stream.config(), service.host().version()), service, now, withDeleted, true);
    }

    private static void put(
            ObjectNode into,
            Stream stream,
            StreamConfig config,
            JetStream service,
            long now,
            boolean withDeleted,
            boolean withLeader) {
        into.set("config", StreamConfigJson.write(config));
        into.put("created", Json.time(stream.createdNanos()));
        putState(into.putObject("state"), stream, withDeleted);
        Json.putPresent(into, "domain", service.domain());
        if (withLeader) {
            into.putObject("cluster").put("leader", service.host().serverName());
        }
        stream.putOrigins(into, now);
        into.put("ts", Json.time(now));
    }

    static void putState(ObjectNode into, Stream stream, boolean withDeleted) {
        StreamState state = stream.store().state();
        into.put("messages", state.messages())
                .put("bytes", state.bytes())
                .put("first_seq", stream.hasSettledStart() ? state.firstSequence() : 0)
                .put("first_ts", time(state.firstTimestampNanos()))
                .put("last_seq", state.lastSequence())
                .put("last_ts", time(state.lastTimestampNanos()));
        Json.putPresent(into, "num_subjects", state.numSubjects());
        Json.putPresent(into, "num_deleted", state.numDeleted());
        if (withDeleted && state.numDeleted() > 0) {
            ArrayNode deleted = into.putArray("deleted");
            for (long sequence : stream.store().deleted(MAX_DELETED)) {
                deleted.add(sequence);
            }
        }
        if (state.lostMessages() > 0) {
            into.putObject("lost").putNull("msgs").put("bytes", state.lostBytes());
        }
        into.put("consumer_count", stream.consumerCount());
    }

    static String time(long nanos) {
        return nanos == 0 ? Json.ZERO_TIME : Json.time(nanos);
    }
}
