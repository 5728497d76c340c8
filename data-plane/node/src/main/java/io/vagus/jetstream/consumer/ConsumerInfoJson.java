package io.vagus.jetstream.consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.Json;
import io.vagus.storage.ConsumerState;

/** What the API tells about a consumer, member by member as nats-server does. */
final class ConsumerInfoJson {

    private ConsumerInfoJson() {}

    /**
     * Puts all members into the answer.
     *
     * @param config the configuration to show
     */
    static void put(ObjectNode to, Consumer consumer, ConsumerConfig config, String stream, long now) {
        ConsumerState state = consumer.state();
        to.put("stream_name", stream);
        to.put("name", consumer.name());
        to.put("created", Json.time(consumer.createdNanos()));
        to.set("config", ConsumerConfigJson.write(config));
        ObjectNode delivered = to.putObject("delivered");
        delivered.put("consumer_seq", state.deliveredConsumer());
        delivered.put("stream_seq", state.deliveredStream());
        if (consumer.lastDeliveredNanos != 0) {
            delivered.put("last_active", Json.time(consumer.lastDeliveredNanos));
        }
        ObjectNode floor = to.putObject("ack_floor");
        floor.put("consumer_seq", state.ackFloorConsumer());
        floor.put("stream_seq", state.ackFloorStream());
        if (consumer.lastSettledNanos != 0) {
            floor.put("last_active", Json.time(consumer.lastSettledNanos));
        }
        to.put("num_ack_pending", consumer.ackPending());
        to.put(
                "num_redelivered",
                config.maxDeliver() == 1 ? 0 : state.redelivered().size());
        PullQueue pulls = consumer.pulls;
        to.put("num_waiting", pulls == null ? 0 : pulls.size());
        to.put("num_pending", consumer.pending());
        PushSide push = consumer.push;
        Json.putPresent(to, "push_bound", push != null && push.active);
        if (config.pauseUntil() != null && consumer.isPaused(now)) {
            to.put("paused", true);
            to.put("pause_remaining", Consumer.nanos(config.pauseUntil()) - now);
        }
        to.put("ts", Json.time(now));
        if (!config.priorityGroups().isEmpty()) {
            ObjectNode group = to.putArray("priority_groups").addObject();
            group.put("group", config.priorityGroups().getFirst());
            Json.putPresent(group, "pinned_client_id", consumer.pinId);
            group.put("pinned_ts", consumer.pinnedAtNanos == 0 ? Json.ZERO_TIME : Json.time(consumer.pinnedAtNanos));
        }
    }
}
