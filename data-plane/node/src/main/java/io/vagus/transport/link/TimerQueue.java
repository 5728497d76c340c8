package io.vagus.transport.link;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The timers of one loop, the next one first: a binary heap whose members know their place. Owned by the loop. */
final class TimerQueue {

    private @Nullable Timer[] heap = new Timer[64];
    private int size;

    void set(Timer timer, long at) {
        boolean earlier = timer.index < 0 || at < timer.at;
        timer.at = at;
        if (timer.index < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            timer.index = size;
            heap[size++] = timer;
        }
        if (earlier) {
            up(timer);
        } else {
            down(timer);
        }
    }

    void cancel(Timer timer) {
        int gap = timer.index;
        if (gap < 0) {
            return;
        }
        timer.index = -1;
        Timer last = heap[--size];
        heap[size] = null;
        if (last != null && last != timer) {
            last.index = gap;
            heap[gap] = last;
            up(last);
            down(last);
        }
    }

    /** The next timer, if it is due. */
    @Nullable
    Timer pollDue(long now) {
        Timer first = size == 0 ? null : heap[0];
        if (first == null || first.at - now > 0) {
            return null;
        }
        cancel(first);
        return first;
    }

    /** Nanoseconds until the next timer; {@link Long#MAX_VALUE} without one. */
    long untilNext(long now) {
        Timer first = size == 0 ? null : heap[0];
        return first == null ? Long.MAX_VALUE : first.at - now;
    }

    private void up(Timer timer) {
        int at = timer.index;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            Timer above = heap[parent];
            if (above == null || above.at - timer.at <= 0) {
                break;
            }
            heap[at] = above;
            above.index = at;
            at = parent;
        }
        heap[at] = timer;
        timer.index = at;
    }

    private void down(Timer timer) {
        int at = timer.index;
        while (true) {
            int child = at * 2 + 1;
            if (child >= size) {
                break;
            }
            Timer below = heap[child];
            Timer right = child + 1 < size ? heap[child + 1] : null;
            if (below != null && right != null && right.at - below.at < 0) {
                child++;
                below = right;
            }
            if (below == null || below.at - timer.at >= 0) {
                break;
            }
            heap[at] = below;
            below.index = at;
            at = child;
        }
        heap[at] = timer;
        timer.index = at;
    }
}
