package io.vagus.jetstream.consumer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The next thing due of each consumer of a stream, the earliest first: a heap whose members know their place. */
final class ConsumerTimers {

    private @Nullable Consumer[] heap = new Consumer[8];
    private int size;

    /** Sets when the consumer has something to do; {@link Consumer#NEVER} for nothing. */
    void set(Consumer consumer, long at) {
        if (at == Consumer.NEVER) {
            cancel(consumer);
            return;
        }
        consumer.timerAt = at;
        if (consumer.timerIndex < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            consumer.timerIndex = size;
            heap[size++] = consumer;
        }
        up(consumer);
        down(consumer);
    }

    void cancel(Consumer consumer) {
        int gap = consumer.timerIndex;
        if (gap < 0) {
            return;
        }
        consumer.timerIndex = -1;
        Consumer last = heap[--size];
        heap[size] = null;
        if (last != null && last != consumer) {
            last.timerIndex = gap;
            heap[gap] = last;
            up(last);
            down(last);
        }
    }

    /** Takes the first that is due. */
    @Nullable
    Consumer pollDue(long now) {
        Consumer first = size == 0 ? null : heap[0];
        if (first == null || first.timerAt > now) {
            return null;
        }
        cancel(first);
        return first;
    }

    /** When the first is due; {@link Consumer#NEVER} when none is. */
    long next() {
        Consumer first = size == 0 ? null : heap[0];
        return first == null ? Consumer.NEVER : first.timerAt;
    }

    private void up(Consumer consumer) {
        int at = consumer.timerIndex;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            Consumer above = heap[parent];
            if (above == null || above.timerAt <= consumer.timerAt) {
                break;
            }
            heap[at] = above;
            above.timerIndex = at;
            at = parent;
        }
        heap[at] = consumer;
        consumer.timerIndex = at;
    }

    private void down(Consumer consumer) {
        int at = consumer.timerIndex;
        while (true) {
            int child = at * 2 + 1;
            if (child >= size) {
                break;
            }
            Consumer below = heap[child];
            Consumer right = child + 1 < size ? heap[child + 1] : null;
            if (below != null && right != null && right.timerAt < below.timerAt) {
                child++;
                below = right;
            }
            if (below == null || below.timerAt >= consumer.timerAt) {
                break;
            }
            heap[at] = below;
            below.timerIndex = at;
            at = child;
        }
        heap[at] = consumer;
        consumer.timerIndex = at;
    }
}
