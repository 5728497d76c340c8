package io.vagus.jetstream.consumer;

import io.vagus.base.Deadline;
import io.vagus.jetstream.consumer.ConsumerConfig.AckPolicy;
import io.vagus.storage.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages out: first those that are to be delivered again, then the next ones of the stream, to whoever is next in
 * line. A delivery happens when somebody took the message; only then is it written down. Has no state of its own.
 */
final class Deliveries {

    private static final int BURST = 256;
    private static final long SHORTEST_REPLAY_PAUSE_NANOS = 1_000_000;
    private static final byte[] NO_BODY = {};

    private final ConsumerHost host;
    private final Statuses statuses;
    private final PullRequests pullRequests;
    private final Acknowledgements acknowledgements;
    private final InterestRetention retention;
    private final ReplySubjects replies;
    private final AckSubject.Writer ackSubjects = new AckSubject.Writer();

    Deliveries(
            ConsumerHost host,
            Statuses statuses,
            PullRequests pullRequests,
            Acknowledgements acknowledgements,
            InterestRetention retention,
            ReplySubjects replies) {
        this.host = host;
        this.replies = replies;
        this.statuses = statuses;
        this.pullRequests = pullRequests;
        this.acknowledgements = acknowledgements;
        this.retention = retention;
    }

    private enum Step {
        /** A message went out, or something was put in order: go on. */
        AGAIN,
        /** Nothing more to deliver, or nobody to deliver to. */
        WAIT,
        /** Too much is unacknowledged. */
        FULL
    }

    /** Delivers what it can, up to a burst. Returns whether there may be more. */
    boolean run(Consumer consumer, long now) {
        consumer.group().feed(consumer);
        for (int i = 0; i < BURST; i++) {
            Step step = step(consumer, now);
            if (step != Step.AGAIN) {
                rest(consumer, step == Step.FULL, now);
                return false;
            }
        }
        return true;
    }

    private Step step(Consumer consumer, long now) {
        if (!wants(consumer) || consumer.isPaused(now) || consumer.gateUntil > now) {
            return Step.WAIT;
        }
        long again = nextRedelivery(consumer, now);
        if (again != 0) {
            StoredMessage message = host.store().load(again);
            if (message == null) {
                acknowledgements.removed(consumer, again, now);
                consumer.dropFromRedelivery(again);
                return Step.AGAIN;
            }
            return offer(consumer, message, consumer.state().redeliveries(again) + 2, now);
        }
        if (consumer.isFull()) {
            return Step.FULL;
        }
        Consumer.SkipList skipList = consumer.skipList;
        if (skipList != null) {
            return stepThrough(consumer, skipList, now);
        }
        // What is not yet durable may never have been.
        long last = host.announcedSequence();
        StoredMessage message = consumer.nextSequence > last
                ? null
                : host.store().next(consumer.group().filter(), consumer.nextSequence);
        if (message == null || message.sequence() > last) {
            consumer.nextSequence = Math.max(consumer.nextSequence, last + 1);
            consumer.setPending(0);
            return Step.WAIT;
        }
        return offer(consumer, message, 1, now);
    }

    private static boolean wants(Consumer consumer) {
        PushSide push = consumer.push;
        if (push != null) {
            return push.active && !push.isStalled();
        }
        PullQueue pulls = consumer.pulls;
        return pulls != null && !pulls.isEmpty();
    }

    /** The next message whose turn it is to be delivered again; 0 when there is none. Gives up what was delivered often enough. */
    private long nextRedelivery(Consumer consumer, long now) {
        RedeliveryQueue queue = consumer.redeliveries;
        if (queue == null) {
            return 0;
        }
        for (long sequence = queue.peek(); sequence != 0; sequence = queue.peek()) {
            if (!consumer.state().pending().contains(sequence)) {
                queue.remove(sequence);
            } else if (Acknowledgements.isExhausted(consumer, sequence)) {
                acknowledgements.exhaust(consumer, sequence, now);
            } else {
                return sequence;
            }
        }
        return 0;
    }

    private Step stepThrough(Consumer consumer, Consumer.SkipList skipList, long now) {
        if (skipList.next() > host.announcedSequence()) {
            return Step.WAIT;
        }
        StoredMessage message = host.store().load(skipList.next());
        if (message == null) {
            consumer.countDown();
            advance(consumer, skipList);
            return Step.AGAIN;
        }
        Step step = offer(consumer, message, 1, now);
        if (step == Step.AGAIN && consumer.nextSequence > message.sequence()) {
            advance(consumer, skipList);
        }
        return step;
    }

    private static void advance(Consumer consumer, Consumer.SkipList skipList) {
        long resume = skipList.advance();
        if (resume != 0) {
            consumer.skipList = null;
            consumer.nextSequence = Math.max(consumer.nextSequence, resume);
        }
    }

    /** Offers one message to whoever is next. */
    private Step offer(Consumer consumer, StoredMessage message, long deliveries, long now) {
        PushSide push = consumer.push;
        if (isTooEarly(consumer, message, now)) {
            return Step.WAIT;
        }
        boolean first = deliveries == 1;
        long pending = Math.max(0, consumer.pending() - (first ? 1 : 0));
        byte[] ack = ackSubjects.write(
                consumer.ackPrefix(replies),
                deliveries,
                message.sequence(),
                consumer.state().deliveredConsumer() + 1,
                message.timestampNanos(),
                pending);
        byte[] headers = message.headers();
        byte[] payload = message.payload();
        if (consumer.config().headersOnly()) {
            headers = HeaderBlocks.with(headers, "Nats-Msg-Size: " + payload.length + "\r\n");
            payload = NO_BODY;
        }
        int size = ack.length + (headers == null ? 0 : headers.length) + payload.length;
        PullRequest request = null;
        byte[] to;
        if (push != null) {
            to = push.subject;
        } else {
            request = pullRequests.choose(consumer, size + message.subject().length, pending + 1, now);
            if (request == null) {
                return Step.WAIT;
            }
            to = request.reply;
            if (consumer.pinId != null) {
                headers = HeaderBlocks.with(headers, "Nats-Pin-Id: " + consumer.pinId + "\r\n");
            }
        }
        if (!host.deliver(to, message.subject(), ack, headers, payload)) {
            return nobodyThere(consumer, push);
        }
        delivered(consumer, message, deliveries, now);
        if (request != null) {
            pullRequests.served(consumer, request, now);
        } else if (push != null) {
            pushed(consumer, push, size + push.subject.length, now);
        }
        return Step.AGAIN;
    }

    private Step nobodyThere(Consumer consumer, @Nullable PushSide push) {
        if (push == null) {
            pullRequests.lost(consumer);
            return Step.AGAIN;
        }
        push.active = false;
        return Step.WAIT;
    }

    /** Writes a delivery down. */
    private void delivered(Consumer consumer, StoredMessage message, long deliveries, long now) {
        long sequence = message.sequence();
        long consumerSequence = consumer.state().deliveredConsumer() + 1;
        ConsumerCounters counters = consumer.count();
        counters.delivered++;
        if (deliveries == 1) {
            consumer.countDown();
            consumer.nextSequence = sequence + 1;
        } else {
            counters.redelivered++;
            consumer.dropFromRedelivery(sequence);
        }
        consumer.lastDeliveredNanos = now;
        Consumer.Replay replay = consumer.replay;
        if (replay != null) {
            replay.timestamp = message.timestampNanos();
            replay.deliveredAt = now;
        }
        if (consumer.config().ackPolicy() == AckPolicy.NONE) {
            consumer.ledger().deliveredUnacknowledged(consumerSequence, sequence);
            retention.settled(sequence);
        } else {
            consumer.ledger().delivered(consumerSequence, sequence, deliveries, now);
            if (consumer.config().ackWaitNanos() > 0) {
                consumer.checkAcksBy(Deadline.after(now + 1_000_000, consumer.ackWaitNanos(deliveries - 1)));
            }
        }
        if (consumer.push == null && consumer.inactivityNanos > 0) {
            consumer.lastActiveNanos = now;
        }
    }

    private static boolean isTooEarly(Consumer consumer, StoredMessage message, long now) {
        Consumer.Replay replay = consumer.replay;
        if (replay == null || replay.deliveredAt == 0) {
            return false;
        }
        if (consumer.nextSequence > replay.through) {
            consumer.replay = null;
            return false;
        }
        long pause = message.timestampNanos() - replay.timestamp;
        if (pause <= SHORTEST_REPLAY_PAUSE_NANOS || replay.deliveredAt + pause <= now) {
            return false;
        }
        consumer.gateUntil = replay.deliveredAt + pause;
        return true;
    }

    private void pushed(Consumer consumer, PushSide push, int size, long now) {
        ConsumerConfig config = consumer.config();
        if (config.rateLimitBitsPerSecond() > 0) {
            long burst = host.terms().maxMessageBytes();
            consumer.gateUntil = push.charge(size, config.rateLimitBitsPerSecond(), burst, now);
        }
        if (config.heartbeatNanos() > 0) {
            push.heartbeatAt = Deadline.after(now, config.heartbeatNanos());
        }
        boolean full = config.ackPolicy() == AckPolicy.FLOW_CONTROL && consumer.isFull();
        if (push.sent(size, full)) {
            requestFlowControl(consumer, push);
        }
    }

    /** Asks a push consumer's client to say that it has come so far. */
    void requestFlowControl(Consumer consumer, PushSide push) {
        String id = replies.flowControl(consumer.name(), host.uniqueId().substring(0, 4));
        push.requested(id);
        statuses.flowControl(push.subject, id);
    }

    /** The consumer stops here for now; says what wakes it. */
    private void rest(Consumer consumer, boolean full, long now) {
        if (!full) {
            pullRequests.caughtUp(consumer, now);
            if (wants(consumer) && !consumer.isPaused(now)) {
                consumer.group().starve(consumer);
            }
        } else {
            PullQueue pulls = consumer.pulls;
            if (pulls != null && pulls.nextCheckAt <= now) {
                pullRequests.sweep(consumer, false, now);
            }
        }
    }
}
