package io.vagus.jetstream.consumer;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Consumers that may have something to deliver, each once, in turn. */
final class ReadyList {

    private final ArrayDeque<Consumer> queue = new ArrayDeque<>();

    void add(Consumer consumer) {
        if (!consumer.ready && !consumer.closed) {
            consumer.ready = true;
            queue.add(consumer);
        }
    }

    /** Takes the next one that still lives; null when there is none. */
    @Nullable
    Consumer poll() {
        Consumer next;
        do {
            next = queue.poll();
            if (next != null) {
                next.ready = false;
            }
        } while (next != null && next.closed);
        return next;
    }

    int size() {
        return queue.size();
    }
}
