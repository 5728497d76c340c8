package io.vagus.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A consumer, its client, and what they have told each other. */
final class ConsumerModel {

    /** A message that the client has and has not answered. */
    record Open(long sequence, String reply) {}

    final StreamModel stream;
    final String name;
    final String inbox;
    final boolean push;
    /** The last token that its messages have; empty for any. */
    final String filter;
    /** Clients of a group take turns when the one it is pinned to is silent. */
    final boolean pinned;

    final long ackWaitNanos;
    final int maxDeliver;
    final int maxAckPending;
    /** Messages before this one are not its concern. */
    final long start;

    final Map<Long, Open> open = new HashMap<>();
    final Map<Long, Integer> deliveries = new HashMap<>();
    /** The same in all lives together. */
    final Map<Long, Integer> received = new HashMap<>();

    final Map<Long, Long> lastDelivered = new HashMap<>();
    final Set<Long> hurried = new HashSet<>();
    /** Told to the node in its present life. */
    final Set<Long> settled = new HashSet<>();
    /** What the node has confirmed, or written down before it was killed. */
    final Set<Long> confirmed = new HashSet<>();
    /** Told to a life that has ended, or told to be removed: settled or not. */
    final Set<Long> uncertain = new HashSet<>();

    long highest;
    long floor;
    String pin = "";

    /** Whether any message has been delivered as often as it may be. */
    boolean gaveUp;

    ConsumerModel(StreamModel stream, String name, String filter, long start, Random random) {
        this.stream = stream;
        this.name = name;
        this.filter = filter;
        this.start = start;
        inbox = "inbox." + stream.name + "." + name;
        boolean retains = stream.retains();
        pinned = retains && random.nextInt(5) == 0;
        push = !pinned && random.nextInt(3) == 0;
        ackWaitNanos = (1 + random.nextInt(5)) * SimulatedNode.SECOND;
        maxDeliver = retains && random.nextBoolean() ? 2 + random.nextInt(3) : -1;
        maxAckPending = 1 + random.nextInt(30);
    }

    String config() {
        return "{\"stream_name\":\"" + stream.name + "\",\"config\":{\"durable_name\":\"" + name + "\",\"name\":\""
                + name
                + "\",\"ack_policy\":\"explicit\",\"deliver_policy\":\"" + (start > 0 ? "new" : "all")
                + "\",\"ack_wait\":" + ackWaitNanos + ",\"max_deliver\":" + maxDeliver + ",\"max_ack_pending\":"
                + maxAckPending + (push ? ",\"deliver_subject\":\"" + inbox + "\"" : "")
                + (pinned
                        ? ",\"priority_groups\":[\"g\"],\"priority_policy\":\"pinned_client\",\"priority_timeout\":"
                                + 3 * SimulatedNode.SECOND
                        : "")
                + (filter.isEmpty() ? "" : ",\"filter_subject\":\"" + stream.prefix() + "." + filter + "\"")
                + "}}";
    }

    boolean matches(String subject) {
        return filter.isEmpty() || subject.equals(stream.prefix() + "." + filter);
    }

    boolean wants(StreamModel.Stored message) {
        return message.sequence() > start && matches(message.sent().subject());
    }

    boolean isSettled(long sequence) {
        return settled.contains(sequence) || confirmed.contains(sequence);
    }

    /** Whether it need not get this message any more. */
    boolean mayBeDoneWith(long sequence) {
        return isSettled(sequence) || uncertain.contains(sequence) || isExhausted(sequence);
    }

    boolean isExhausted(long sequence) {
        return maxDeliver > 0 && received.getOrDefault(sequence, 0) >= maxDeliver;
    }

    /** The node ends: its clients begin anew. */
    void restarted(boolean told) {
        if (told) {
            confirmed.addAll(settled);
        } else {
            uncertain.addAll(settled);
            deliveries.clear();
            highest = 0;
        }
        settled.clear();
        open.clear();
        lastDelivered.clear();
        hurried.clear();
        floor = 0;
        pin = "";
    }

    List<Open> openNow() {
        List<Open> all = new ArrayList<>(open.values());
        all.sort((a, b) -> Long.compare(a.sequence(), b.sequence()));
        return all;
    }
}
