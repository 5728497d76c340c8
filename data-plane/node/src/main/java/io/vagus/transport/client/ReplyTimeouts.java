package io.vagus.transport.client;

import io.vagus.account.sharing.Sharing;
import io.vagus.base.Log;
import io.vagus.transport.link.Endpoint;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.Timer;
import java.util.concurrent.atomic.AtomicBoolean;

/** Looks once a second, while there are any, for requests between accounts that were not answered in time, and says so when nobody waits any more. Owned by its loop. */
public final class ReplyTimeouts implements Endpoint {

    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final Sharing sharing;
    private final EventLoop loop;
    private final Log log;
    private final Timer timer;
    private final AtomicBoolean armed = new AtomicBoolean();

    public ReplyTimeouts(Sharing sharing, EventLoop loop, Log log) {
        this.sharing = sharing;
        this.loop = loop;
        this.log = log;
        this.timer = loop.newTimer(this);
    }

    /** Begins to look when there is something to wait for. */
    public void start() {
        sharing.onWaiting(this::arm);
        sharing.onLost((exporter, reply) ->
                loop.execute(() -> LatencyMetric.failed(loop, exporter, reply, LatencyMetric.Failure.INTEREST_LOST)));
    }

    private void arm() {
        if (!armed.get() && armed.compareAndSet(false, true)) {
            loop.execute(this::setTimer);
        }
    }

    private void setTimer() {
        loop.set(timer, loop.clock().nanos() + INTERVAL_NANOS);
    }

    @Override
    public void onReadable() {
        throw new IllegalStateException("there is nothing to read");
    }

    @Override
    public void onTimer(long now) {
        armed.set(false);
        boolean more = sharing.expire(
                (exporter, reply) -> LatencyMetric.failed(loop, exporter, reply, LatencyMetric.Failure.TIMEOUT));
        if (more) {
            arm();
        }
    }

    @Override
    public void onFailure(Throwable failure) {
        log.error("waiting for answers between accounts failed: " + failure);
        arm();
    }
}
