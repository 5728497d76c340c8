package io.vagus.monitoring.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.Account;
import io.vagus.base.Clock;
import io.vagus.base.Limits;
import io.vagus.base.Randomness;
import io.vagus.transport.PublishWatcher;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Makes a span of each published message with a sampled {@code traceparent} (W3C Trace Context). At most
 * {@link Limits#WAITING_SPANS} wait to be exported; more are dropped and counted. Safe for use by any thread; event loops never
 * wait here, and messages without a trace cost a look at their headers.
 */
final class PublishSpans implements PublishWatcher {
    private static final int ID_BYTES = 8;

    private final Clock clock;
    private final Randomness randomness;
    private final Queue<PublishSpan> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();

    PublishSpans(Clock clock, Randomness randomness) {
        this.clock = clock;
        this.randomness = randomness;
    }

    @Override
    public long begin(ByteBuffer buffer, int at, int length) {
        return TraceParent.find(buffer, at, length) < 0 ? 0 : clock.nanos() | 1;
    }

    @Override
    public void published(
            long begun,
            Account account,
            long connection,
            byte[] subject,
            ByteBuffer buffer,
            int at,
            int length,
            int bytes,
            int deliveries) {
        if (size.get() >= Limits.WAITING_SPANS) {
            dropped.increment();
            return;
        }
        int found = TraceParent.find(buffer, at, length);
        TraceParent parent = found < 0 ? null : TraceParent.read(buffer, found);
        if (parent == null) {
            return;
        }
        Instant now = clock.now();
        long end = now.getEpochSecond() * 1_000_000_000 + now.getNano();
        byte[] id = new byte[ID_BYTES];
        randomness.fill(id);
        size.incrementAndGet();
        waiting.add(new PublishSpan(
                parent,
                HexFormat.of().formatHex(id),
                end - Math.max(0, clock.nanos() - begun),
                end,
                account.name(),
                connection,
                new String(subject, UTF_8),
                bytes,
                deliveries));
    }

    /** Takes the oldest, at most so many. */
    List<PublishSpan> take(int most) {
        List<PublishSpan> taken = new ArrayList<>();
        PublishSpan next = waiting.poll();
        while (next != null) {
            size.decrementAndGet();
            taken.add(next);
            next = taken.size() < most ? waiting.poll() : null;
        }
        return taken;
    }

    /** Counts spans that could not be exported. */
    void drop(int spans) {
        dropped.add(spans);
    }

    int waiting() {
        return size.get();
    }

    long dropped() {
        return dropped.sum();
    }
}
