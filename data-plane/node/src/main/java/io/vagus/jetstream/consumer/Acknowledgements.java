package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.base.Deadline;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.consumer.ConsumerConfig.AckPolicy;
import io.vagus.storage.ConsumerState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients say about their deliveries, and what happens when they say nothing: acknowledgements, refusals, extensions,
 * terminations, deliveries whose time is over. It changes consumers through their ledgers and has no state of its own.
 */
final class Acknowledgements {

    static final String REMOVED = "Unacknowledged message was deleted";

    /** Many messages may be overdue within the same moment; they are looked for together. */
    private static final long SLACK_NANOS = 1_000_000;

    /** To look at many takes long: the next look waits so much for each, that looking takes some hundredths of the time at most. */
    private static final long SLACK_NANOS_EACH = 2_000;

    private static final long MOST_SLACK_NANOS = 1_000_000_000;

    private final ConsumerHost host;
    private final ReadyList ready;
    private final InterestRetention retention;
    private final Advisories advisories;
    private final Statuses statuses;
    private final DeadLetters deadLetters;
    private final PullRequests pullRequests;

    Acknowledgements(
            ConsumerHost host,
            ReadyList ready,
            InterestRetention retention,
            Advisories advisories,
            Statuses statuses,
            DeadLetters deadLetters,
            PullRequests pullRequests) {
        this.host = host;
        this.ready = ready;
        this.retention = retention;
        this.advisories = advisories;
        this.statuses = statuses;
        this.deadLetters = deadLetters;
        this.pullRequests = pullRequests;
    }

    /** One message to the consumer's acknowledgement subject (ADR-15). */
    void receive(Consumer consumer, AckSubject ack, byte @Nullable [] reply, byte[] body, long now) {
        if (ack.streamSequence() < 0) {
            return;
        }
        boolean answer = true;
        String text = isPlain(body) ? "" : new String(body, UTF_8);
        if (text.isEmpty() || text.equals("+OK")) {
            answer = acknowledge(consumer, ack, true, now);
        } else if (text.startsWith("+NXT")) {
            acknowledge(consumer, ack, true, now);
            pullRequests.receive(consumer, reply, text.substring(4).getBytes(UTF_8), now);
            answer = false;
        } else if (text.startsWith("-NAK")) {
            refuse(consumer, ack, text.substring(4).strip(), now);
        } else if (text.equals("+WPI")) {
            extend(consumer, ack, now);
        } else if (text.startsWith("+TERM")) {
            answer = terminate(consumer, ack, text.substring(5).strip(), now);
        }
        if (answer && reply != null && reply.length > 0) {
            statuses.acknowledged(reply);
        }
    }

    /** Whether it is the one word of almost all, or nothing, which means the same. */
    private static boolean isPlain(byte[] body) {
        return body.length == 0
                || body.length == 4 && body[0] == '+' && body[1] == 'A' && body[2] == 'C' && body[3] == 'K';
    }

    /** Settles what the acknowledgement names. Returns whether it may be answered. */
    private boolean acknowledge(Consumer consumer, AckSubject ack, boolean sampled, long now) {
        long sequence = ack.streamSequence();
        if (sequence >= consumer.nextSequence || consumer.config().ackPolicy() == AckPolicy.NONE) {
            return consumer.config().ackPolicy() == AckPolicy.NONE;
        }
        boolean wasFull = consumer.isFull();
        consumer.lastSettledNanos = now;
        if (sequence == 0) {
            return true;
        }
        if (consumer.config().ackPolicy() == AckPolicy.EXPLICIT) {
            if (consumer.state().pending().contains(sequence)) {
                if (sampled) {
                    sample(consumer, ack, now);
                }
                consumer.count().acknowledged++;
            }
            settle(consumer, sequence);
        } else {
            settleThrough(consumer, ack.consumerSequence(), sequence);
        }
        if (wasFull) {
            ready.add(consumer);
        }
        return true;
    }

    /** One message is through: it is pending no more, and the stream may not need it either. */
    private void settle(Consumer consumer, long sequence) {
        long original = consumer.state().pending().consumerSequence(sequence);
        consumer.ledger().acknowledged(original, sequence);
        consumer.dropFromRedelivery(sequence);
        retention.settled(sequence);
    }

    /** A message and all before it are through. */
    void settleThrough(Consumer consumer, long consumerSequence, long sequence) {
        ConsumerState state = consumer.state();
        if (consumerSequence <= state.ackFloorConsumer() || sequence <= state.ackFloorStream()) {
            return;
        }
        List<Long> through = new ArrayList<>();
        long[] newest = new long[2];
        state.pending().forEachFrom(1, (each, original, time) -> {
            if (each > sequence) {
                return false;
            }
            through.add(each);
            newest[0] = original;
            newest[1] = each;
            return true;
        });
        if (newest[1] == 0) {
            return;
        }
        consumer.count().acknowledged += through.size();
        consumer.ledger().acknowledgedThrough(newest[1] == sequence ? consumerSequence : newest[0], newest[1]);
        for (long each : through) {
            consumer.dropFromRedelivery(each);
            retention.settled(each);
        }
    }

    private void sample(Consumer consumer, AckSubject ack, long now) {
        int percent = ConsumerConfigRules.sampling(consumer.config());
        if (percent > 0 && (percent >= 100 || host.random(100) <= percent)) {
            long delay = now - consumer.state().pending().timestampNanos(ack.streamSequence());
            advisories.acknowledged(consumer, ack, delay, now);
        }
    }

    private void refuse(Consumer consumer, AckSubject ack, String argument, long now) {
        ConsumerState state = consumer.state();
        long sequence = ack.streamSequence();
        if (ack.consumerSequence() <= state.ackFloorConsumer()
                || ack.consumerSequence() > state.deliveredConsumer() + 1
                || !state.pending().contains(sequence)) {
            return;
        }
        consumer.count().refused++;
        advisories.refused(consumer, ack, now);
        Long delay = argument.isEmpty() ? null : delay(argument);
        if (delay == null) {
            if (!argument.isEmpty()) {
                host.warn("JetStream consumer '" + host.terms().account() + " > " + host.terms().stream() + " > "
                        + consumer.name() + "' bad NAK delay value");
            }
            consumer.redeliveryQueue().add(sequence);
            ready.add(consumer);
            return;
        }
        consumer.dropFromRedelivery(sequence);
        long wait = consumer.ackWaitNanos(state.redeliveries(sequence));
        touch(consumer, sequence, now - wait + delay);
        consumer.checkAcksBy(Deadline.after(now, delay));
    }

    /** Nanoseconds, from {@code {"delay":ns}} or a Go duration; null when it is neither. */
    private static @Nullable Long delay(String argument) {
        if (!argument.startsWith("{")) {
            return GoDuration.parse(argument);
        }
        ObjectNode node = Json.parseOrNull(argument.getBytes(UTF_8));
        JsonNode delay = node == null ? null : node.get("delay");
        if (node == null || delay != null && !delay.isIntegralNumber()) {
            return null;
        }
        return delay == null ? 0 : delay.longValue();
    }

    private void extend(Consumer consumer, AckSubject ack, long now) {
        if (consumer.state().pending().contains(ack.streamSequence())) {
            touch(consumer, ack.streamSequence(), now);
            long wait = consumer.ackWaitNanos(consumer.state().redeliveries(ack.streamSequence()));
            consumer.checkAcksBy(Deadline.after(now + SLACK_NANOS, wait));
        }
    }

    private static void touch(Consumer consumer, long sequence, long timestamp) {
        long original = consumer.state().pending().consumerSequence(sequence);
        consumer.ledger().delivered(original, sequence, 1, timestamp);
    }

    private boolean terminate(Consumer consumer, AckSubject ack, String reason, long now) {
        long sequence = ack.streamSequence();
        if (sequence < consumer.nextSequence && consumer.state().pending().contains(sequence)) {
            consumer.count().terminated++;
            deadLetters.send(
                    consumer,
                    sequence,
                    consumer.state().redeliveries(sequence) + 1,
                    reason.isEmpty() ? "terminated" : "terminated: " + reason);
        }
        boolean answer = acknowledge(consumer, ack, false, now);
        advisories.terminated(consumer, sequence, ack.consumerSequence(), ack.deliveries(), reason, now);
        return answer;
    }

    /** A message left the stream although this consumer was not through with it. */
    void removed(Consumer consumer, long sequence, long now) {
        ConsumerState state = consumer.state();
        if (state.pending().contains(sequence)) {
            boolean wasFull = consumer.isFull();
            long original = state.pending().consumerSequence(sequence);
            long deliveries = state.redeliveries(sequence) + 1;
            consumer.ledger().acknowledged(original, sequence);
            consumer.lastSettledNanos = now;
            consumer.dropFromRedelivery(sequence);
            advisories.terminated(consumer, sequence, original, deliveries, REMOVED, now);
            if (wasFull) {
                ready.add(consumer);
            }
        } else if (state.redeliveries(sequence) > 0) {
            consumer.ledger().acknowledged(0, sequence);
        }
    }

    /** Looks for deliveries whose time is over; they are delivered again, or given up. */
    void checkOverdue(Consumer consumer, long now) {
        consumer.ackCheckAt = Consumer.NEVER;
        if (consumer.config().ackWaitNanos() == 0) {
            return;
        }
        ConsumerState state = consumer.state();
        List<Long> overdue = new ArrayList<>();
        long[] earliest = {Consumer.NEVER};
        state.pending().forEachFrom(1, (sequence, original, timestamp) -> {
            if (!consumer.isQueuedForRedelivery(sequence)) {
                long deadline = Deadline.after(timestamp, consumer.ackWaitNanos(state.redeliveries(sequence)));
                if (deadline <= now) {
                    overdue.add(sequence);
                } else {
                    earliest[0] = Math.min(earliest[0], deadline);
                }
            }
            return true;
        });
        if (earliest[0] != Consumer.NEVER) {
            long slack = Math.clamp(consumer.ackPending() * SLACK_NANOS_EACH, SLACK_NANOS, MOST_SLACK_NANOS);
            consumer.ackCheckAt = Math.max(Deadline.after(earliest[0], SLACK_NANOS), now + slack);
        }
        for (long sequence : overdue) {
            if (isExhausted(consumer, sequence)) {
                exhaust(consumer, sequence, now);
            } else {
                consumer.redeliveryQueue().add(sequence);
            }
        }
        if (!overdue.isEmpty()) {
            ready.add(consumer);
        }
    }

    /** Whether it was delivered as often as it may be. */
    static boolean isExhausted(Consumer consumer, long sequence) {
        long most = consumer.config().maxDeliver();
        return most > 0 && consumer.state().redeliveries(sequence) + 1 >= most;
    }

    /** Gives up a message: it is pending no more, and stays in the stream unless it went to the dead letters. */
    void exhaust(Consumer consumer, long sequence, long now) {
        ConsumerState state = consumer.state();
        long deliveries = state.redeliveries(sequence) + 1;
        consumer.count().exhausted++;
        consumer.dropFromRedelivery(sequence);
        advisories.exhausted(consumer, sequence, deliveries, now);
        if (deadLetters.send(consumer, sequence, deliveries, "max_deliveries")) {
            settle(consumer, sequence);
        } else {
            consumer.ledger().restoreRedelivered(sequence, Math.max(1, state.redeliveries(sequence)));
            consumer.ledger().abandoned(sequence);
        }
        ready.add(consumer);
    }

    /** All that is pending is to be delivered again at once: the deliveries went to somebody who is not there any more. */
    void forceRedelivery(Consumer consumer, long now) {
        List<Long> all = new ArrayList<>();
        consumer.state().pending().forEachFrom(1, (sequence, original, timestamp) -> all.add(sequence));
        for (long sequence : all) {
            if (isExhausted(consumer, sequence)) {
                exhaust(consumer, sequence, now);
            } else {
                consumer.redeliveryQueue().add(sequence);
            }
        }
        ready.add(consumer);
    }
}
