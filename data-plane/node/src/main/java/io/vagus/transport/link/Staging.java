package io.vagus.transport.link;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one loop has gathered for one receiver in the current read batch. Owned by that loop. Writers put bytes at {@link #length}
 * of {@link #chunk} and may write up to seven bytes too many behind them.
 */
public final class Staging {

    final Outbound outbound;

    @Nullable
    ByteBuffer chunk;

    int length;
    int messages;
    boolean listed;
    long bytes;

    Staging(Outbound outbound) {
        this.outbound = outbound;
    }

    /** How many bytes are there. */
    public int length() {
        return length;
    }

    /** Where to put more; only between {@link EventLoop#stage} and the end of the batch. */
    public ByteBuffer chunk() {
        ByteBuffer current = chunk;
        if (current == null) {
            throw new IllegalStateException("nothing staged");
        }
        return current;
    }

    /** Takes the bytes up to this length as written. */
    public void advanceTo(int end) {
        length = end;
    }

    /** Counts delivered messages and their payload bytes. */
    public void count(int delivered, long payloadBytes) {
        messages += delivered;
        bytes += payloadBytes;
    }
}
