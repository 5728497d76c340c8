package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What of a consumer's configuration may not change, with nats-server's texts. */
final class ConsumerUpdate {

    private ConsumerUpdate() {}

    /** Null when the consumer may become the new one. */
    static @Nullable ApiError refusal(ConsumerConfig from, ConsumerConfig to, ConsumerHost host) {
        if (from.equals(to)) {
            return null;
        }
        String fixed = fixed(from, to);
        if (fixed != null) {
            return ErrorCode.CONSUMER_CREATE.error(fixed);
        }
        if (!from.deliverSubject().equals(to.deliverSubject())) {
            if (!from.isPush()) {
                return ErrorCode.CONSUMER_CREATE.error("can not update pull consumer to push based");
            }
            if (!to.isPush()) {
                return ErrorCode.CONSUMER_CREATE.error("can not update push consumer to pull based");
            }
            if (host.hasInterest(from.deliverSubject().getBytes(UTF_8))) {
                return ErrorCode.CONSUMER_NAME_EXIST.error();
            }
        }
        return from.maxWaiting() != to.maxWaiting()
                ? ErrorCode.CONSUMER_CREATE.error("max waiting can not be updated")
                : null;
    }

    private static @Nullable String fixed(ConsumerConfig from, ConsumerConfig to) {
        if (from.deliverPolicy() != to.deliverPolicy()) {
            return "deliver policy can not be updated";
        }
        if (from.memoryStorage() != to.memoryStorage()) {
            return "storage type can not be updated";
        }
        if (from.direct() != to.direct()) {
            return "direct can not be updated";
        }
        if (from.sourcing() != to.sourcing()) {
            return "sourcing can not be updated";
        }
        if (from.startSequence() != to.startSequence()) {
            return "start sequence can not be updated";
        }
        if (!Objects.equals(from.startTime(), to.startTime())) {
            return "start time can not be updated";
        }
        if (from.ackPolicy() != to.ackPolicy()) {
            return "ack policy can not be updated";
        }
        if (from.replayPolicy() != to.replayPolicy()) {
            return "replay policy can not be updated";
        }
        if (from.heartbeatNanos() != to.heartbeatNanos()) {
            return "heart beats can not be updated";
        }
        return from.flowControl() != to.flowControl() ? "flow control can not be updated" : null;
    }
}
