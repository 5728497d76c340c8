package io.vagus.jetstream.consumer;

import org.jspecify.annotations.Nullable;

/**
 * The requests of one pull consumer that wait for messages, first come first served; with the policy {@code prioritized}
 * lower numbers come first. Bounded by the consumer's {@code max_waiting}. Not for sharing.
 */
final class PullQueue {

    private @Nullable PullRequest head;
    private @Nullable PullRequest tail;
    private int size;

    /** No request ends and no heartbeat is due before, as far as known. */
    long nextCheckAt = Consumer.NEVER;

    /** When all requests were last gone through. */
    long lastCheckAt;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    @Nullable
    PullRequest peek() {
        return head;
    }

    /** Adds at the end. */
    void add(PullRequest request) {
        request.next = null;
        PullRequest last = tail;
        if (last == null) {
            head = request;
        } else {
            last.next = request;
        }
        tail = request;
        size++;
        noteDeadlines(request);
    }

    /** Adds behind all of the same and of a lower priority number. */
    void addPrioritized(PullRequest request) {
        PullRequest before = null;
        PullRequest at = head;
        while (at != null && at.priority <= request.priority) {
            before = at;
            at = at.next;
        }
        request.next = at;
        if (before == null) {
            head = request;
        } else {
            before.next = request;
        }
        if (at == null) {
            tail = request;
        }
        size++;
        noteDeadlines(request);
    }

    private void noteDeadlines(PullRequest request) {
        nextCheckAt = Math.min(nextCheckAt, Math.min(request.expiresAt, request.heartbeatAt));
    }

    void removeHead() {
        PullRequest first = head;
        if (first != null) {
            head = first.next;
            first.next = null;
            if (head == null) {
                tail = null;
            }
            size--;
        }
    }

    /** The first goes to the end. */
    void cycle(boolean prioritized) {
        PullRequest first = head;
        if (first == null || size == 1) {
            return;
        }
        removeHead();
        if (prioritized) {
            addPrioritized(first);
        } else {
            add(first);
        }
    }

    /** Decides about each request in turn. */
    interface Visitor {
        /** Whether the request stays. */
        boolean stays(PullRequest request);
    }

    /** Goes through all requests, drops those that do not stay, and finds out anew when that has to be done next. */
    void sweep(long now, Visitor visitor) {
        lastCheckAt = now;
        nextCheckAt = Consumer.NEVER;
        PullRequest before = null;
        for (PullRequest at = head; at != null; ) {
            PullRequest next = at.next;
            if (visitor.stays(at)) {
                noteDeadlines(at);
                before = at;
            } else {
                if (before == null) {
                    head = next;
                } else {
                    before.next = next;
                }
                if (next == null) {
                    tail = before;
                }
                at.next = null;
                size--;
            }
            at = next;
        }
    }

    /** How many messages all requests together still want. */
    long wanted() {
        long wanted = 0;
        for (PullRequest at = head; at != null; at = at.next) {
            wanted += at.messagesLeft;
        }
        return wanted;
    }
}
