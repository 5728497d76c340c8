package io.vagus.jetstream.consumer;

import io.vagus.base.Deadline;
import io.vagus.jetstream.api.InvalidJson;
import io.vagus.jetstream.consumer.ConsumerConfig.PriorityPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Requests for messages: what is refused at once, who is served next, who is told that his time is over (ADR-13, ADR-42).
 * Has no state of its own; the requests are in each consumer's {@link PullQueue}.
 */
final class PullRequests {

    private static final long SWEEP_PAUSE_NANOS = 1_000_000_000L;
    private static final long HIGHEST_PRIORITY = 9;

    private final ConsumerHost host;
    private final Statuses statuses;
    private final Advisories advisories;
    private final ReadyList ready;

    PullRequests(ConsumerHost host, Statuses statuses, Advisories advisories, ReadyList ready) {
        this.host = host;
        this.statuses = statuses;
        this.advisories = advisories;
        this.ready = ready;
    }

    /** Takes a request in, or answers why not. Without a reply there is nowhere to deliver to. */
    void receive(Consumer consumer, byte @Nullable [] reply, byte[] body, long now) {
        if (reply == null || reply.length == 0) {
            return;
        }
        if (consumer.config().isPush()) {
            statuses.send(reply, "409 Consumer is push based");
            return;
        }
        PullRequest request;
        try {
            request = PullRequest.read(reply, body, now);
        } catch (InvalidJson malformed) {
            statuses.send(reply, "400 Bad Request - " + malformed.getMessage());
            return;
        }
        String refusal = refusal(consumer, request, now);
        if (refusal == null) {
            enqueue(consumer, request, now);
        } else {
            statuses.send(reply, refusal);
        }
    }

    private @Nullable String refusal(Consumer consumer, PullRequest request, long now) {
        ConsumerConfig config = consumer.config();
        if (config.maxRequestBatch() > 0 && request.batch > config.maxRequestBatch()) {
            return "409 Exceeded MaxRequestBatch of " + config.maxRequestBatch();
        }
        if (request.expiresNanos != 0
                && config.maxRequestExpiresNanos() > 0
                && request.expiresNanos > config.maxRequestExpiresNanos()) {
            return "409 Exceeded MaxRequestExpires of " + GoDuration.text(config.maxRequestExpiresNanos());
        }
        if (request.bytesLeft > 0 && config.maxRequestBytes() > 0 && request.bytesLeft > config.maxRequestBytes()) {
            return "409 Exceeded MaxRequestMaxBytes of " + config.maxRequestBytes();
        }
        return request.formal ? priorityRefusal(consumer, request, now) : null;
    }

    private static @Nullable String priorityRefusal(Consumer consumer, PullRequest request, long now) {
        PriorityPolicy policy = consumer.config().priorityPolicy();
        if ((request.minPending != 0 || request.minAckPending != 0) && policy != PriorityPolicy.OVERFLOW) {
            return "400 Bad Request - Not a Overflow Priority consumer";
        }
        if (!request.pinId.isEmpty() && policy != PriorityPolicy.PINNED_CLIENT) {
            return "400 Bad Request - Not a Pinned Client Priority consumer";
        }
        if (request.priority < 0 || request.priority > HIGHEST_PRIORITY) {
            return "400 Bad Request - Priority must be between 0 and 9";
        }
        if (policy == PriorityPolicy.NONE) {
            return null;
        }
        if (request.group.isEmpty()) {
            return "400 Bad Request - Priority Group missing";
        }
        if (!consumer.config().priorityGroups().contains(request.group)) {
            return "400 Bad Request - Invalid Priority Group";
        }
        if (consumer.pinId != null && !request.pinId.isEmpty()) {
            if (!request.pinId.equals(consumer.pinId)) {
                return "423 Nats-Pin-Id mismatch";
            }
            consumer.pinExpiresAt = Deadline.after(now, consumer.config().pinnedTtlNanos());
        }
        return null;
    }

    private void enqueue(Consumer consumer, PullRequest request, long now) {
        PullQueue queue = consumer.pullQueue();
        long most = consumer.config().maxWaiting();
        if (queue.size() >= most && now - queue.lastCheckAt > SWEEP_PAUSE_NANOS) {
            sweep(consumer, false, now);
        }
        if (request.noWait) {
            RedeliveryQueue again = consumer.redeliveries;
            long available = consumer.pending() + (again == null ? 0 : again.size());
            if (available == 0 && request.expiresNanos == 0) {
                consumer.lastActiveNanos = now;
                statuses.send(request.reply, "404 No Messages");
                return;
            }
            if (available > 0) {
                sweep(consumer, false, now);
                if (available < queue.wanted()) {
                    consumer.lastActiveNanos = now;
                    statuses.send(request.reply, "408 Requests Pending");
                    return;
                }
            }
        }
        if (queue.size() >= most) {
            if (request.heartbeatNanos == 0) {
                statuses.send(request.reply, "409 Exceeded MaxWaiting");
            }
            return;
        }
        if (consumer.config().priorityPolicy() == PriorityPolicy.PRIORITIZED) {
            queue.addPrioritized(request);
        } else {
            queue.add(request);
        }
        consumer.lastActiveNanos = now;
        ready.add(consumer);
    }

    /**
     * The request that gets a message of this size next; null when none may have it. Those that can get nothing more are told
     * and dropped on the way.
     *
     * @param available messages to come, this one included
     */
    @Nullable
    PullRequest choose(Consumer consumer, long size, long available, long now) {
        PullQueue queue = consumer.pulls;
        if (queue == null) {
            return null;
        }
        boolean needsPin = consumer.pinId == null && consumer.config().priorityPolicy() == PriorityPolicy.PINNED_CLIENT;
        int cycled = 0;
        for (PullRequest request = queue.peek(); request != null; request = queue.peek()) {
            if (request.isExpired(now)) {
                expire(consumer, request);
                queue.removeHead();
                continue;
            }
            boolean newPin = needsPin && request.pinId.isEmpty();
            Turn turn = turn(consumer, request, needsPin, available);
            if (turn == Turn.LATER) {
                queue.cycle(false);
                if (++cycled >= queue.size()) {
                    return null;
                }
                continue;
            }
            if (turn == Turn.WRONG_PIN) {
                statuses.end(request, "423 Nats-Wrong-Pin-Id");
                queue.removeHead();
                continue;
            }
            if (newPin) {
                pin(consumer, request, now);
            }
            if (request.bytesLeft > 0 && !fits(request, size)) {
                statuses.end(request, "409 Message Size Exceeds MaxBytes");
                queue.removeHead();
                if (newPin) {
                    unpin(consumer);
                }
                continue;
            }
            return request;
        }
        return null;
    }

    private enum Turn {
        NOW,
        LATER,
        WRONG_PIN
    }

    private static Turn turn(Consumer consumer, PullRequest request, boolean needsPin, long available) {
        if (needsPin) {
            return request.pinId.isEmpty() ? Turn.NOW : Turn.WRONG_PIN;
        }
        if (consumer.pinId != null && !request.pinId.equals(consumer.pinId)) {
            return request.pinId.isEmpty() ? Turn.LATER : Turn.WRONG_PIN;
        }
        if (consumer.config().priorityPolicy() == PriorityPolicy.OVERFLOW
                && (request.minPending > 0 || request.minAckPending > 0)) {
            boolean enoughPending = request.minPending > 0 && request.minPending <= available;
            boolean enoughUnacknowledged = request.minAckPending > 0 && request.minAckPending <= consumer.ackPending();
            return enoughPending || enoughUnacknowledged ? Turn.NOW : Turn.LATER;
        }
        return Turn.NOW;
    }

    private static boolean fits(PullRequest request, long size) {
        if (size > request.bytesLeft) {
            return false;
        }
        request.bytesLeft -= size;
        if (request.bytesLeft == 0) {
            request.messagesLeft = 1;
        }
        return true;
    }

    private void pin(Consumer consumer, PullRequest request, long now) {
        if (request.group.isEmpty()) {
            return;
        }
        String id = host.uniqueId();
        consumer.pinId = id;
        consumer.pinnedAtNanos = now;
        consumer.pinExpiresAt = Deadline.after(now, consumer.config().pinnedTtlNanos());
        request.pinId = id;
        advisories.pinned(consumer, request.group, id, now);
    }

    /** Nobody is pinned any more. */
    void unpin(Consumer consumer) {
        consumer.pinId = null;
        consumer.pinnedAtNanos = 0;
        consumer.pinExpiresAt = Consumer.NEVER;
        ready.add(consumer);
    }

    /** The pinned client has not asked for too long. */
    void checkPin(Consumer consumer, long now) {
        if (consumer.pinExpiresAt <= now) {
            unpin(consumer);
            advisories.unpinned(consumer, consumer.config().priorityGroups().getFirst(), "timeout", now);
        }
    }

    /** A message was handed to the first request: counts it, and lets the next in line come to its turn. */
    void served(Consumer consumer, PullRequest request, long now) {
        PullQueue queue = consumer.pullQueue();
        request.delivered++;
        request.messagesLeft--;
        if (request.isDone()) {
            queue.removeHead();
            if (request.bytesLeft > 0) {
                statuses.end(request, "409 Batch Completed");
            }
            return;
        }
        if (request.heartbeatNanos > 0) {
            request.heartbeatAt = Deadline.after(now, request.heartbeatNanos);
        }
        queue.cycle(consumer.config().priorityPolicy() == PriorityPolicy.PRIORITIZED);
    }

    /** Nobody listens for the first request's messages any more. */
    void lost(Consumer consumer) {
        consumer.pullQueue().removeHead();
    }

    private void expire(Consumer consumer, PullRequest request) {
        statuses.end(request, "408 Request Timeout");
        consumer.lastActiveNanos = Math.max(consumer.lastActiveNanos, request.expiresAt);
    }

    /**
     * Goes through all requests: ends those whose time is over or that nobody listens for, sends heartbeats.
     *
     * @param atEnd whether there is nothing more to deliver: requests that do not want to wait end
     */
    void sweep(Consumer consumer, boolean atEnd, long now) {
        PullQueue queue = consumer.pulls;
        if (queue == null || queue.isEmpty()) {
            return;
        }
        queue.sweep(now, request -> {
            if (request.isExpired(now)) {
                expire(consumer, request);
                return false;
            }
            if (atEnd && endsEarly(request)) {
                finish(consumer, request, now);
                return false;
            }
            if (!host.hasInterest(request.reply)) {
                return false;
            }
            if (request.heartbeatAt <= now) {
                statuses.heartbeat(request.reply, consumer, null);
                request.heartbeatAt = Deadline.after(now, request.heartbeatNanos);
            }
            return true;
        });
    }

    /**
     * Something may be due. Once a heartbeat or the end of any request is, those that do not want to wait end even though the
     * most unacknowledged messages are out: nothing else would tell their clients.
     */
    void timeHasCome(Consumer consumer, long now) {
        PullQueue queue = consumer.pulls;
        boolean due = !consumer.isFull();
        for (PullRequest each = queue == null ? null : queue.peek(); each != null && !due; each = each.next) {
            due = each.isDue(now);
        }
        sweep(consumer, due, now);
    }

    /** There is nothing more to deliver now: ends the requests that do not want to wait, and does what is due. */
    void caughtUp(Consumer consumer, long now) {
        PullQueue queue = consumer.pulls;
        if (queue == null || queue.isEmpty()) {
            return;
        }
        if (queue.nextCheckAt <= now) {
            sweep(consumer, true, now);
            return;
        }
        boolean some = false;
        for (PullRequest each = queue.peek(); each != null; each = each.next) {
            some |= endsEarly(each);
        }
        if (some) {
            sweep(consumer, true, now);
        }
    }

    private static boolean endsEarly(PullRequest request) {
        return request.noWait && (request.expiresNanos == 0 || request.delivered > 0);
    }

    private void finish(Consumer consumer, PullRequest request, long now) {
        statuses.send(request.reply, "404 No Messages");
        consumer.lastActiveNanos = now;
    }

    /** Ends all requests with one word: the consumer is deleted, or not led from here any more. */
    void endAll(Consumer consumer, String status, boolean counted) {
        PullQueue queue = consumer.pulls;
        consumer.pulls = null;
        if (queue == null) {
            return;
        }
        for (PullRequest each = queue.peek(); each != null; each = each.next) {
            if (counted) {
                statuses.end(each, status);
            } else {
                statuses.send(each.reply, status);
            }
        }
    }
}
