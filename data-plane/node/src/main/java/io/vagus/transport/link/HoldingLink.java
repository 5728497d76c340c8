package io.vagus.transport.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A link over another, which turns what is written into units of its own (records, frames) and holds at most one buffer of
 * them that did not go out yet. What is held is under {@link #writing}, within which only the lower link's lock is taken.
 */
public abstract class HoldingLink implements Link {

    /** The link below. */
    protected final Link lower;

    /** Guards the writing side. */
    protected final ReentrantLock writing = new ReentrantLock();

    /** What did not go out yet, ready to be read; null when nothing. */
    protected @Nullable ByteBuffer held;

    protected HoldingLink(Link lower) {
        this.lower = lower;
    }

    @Override
    public final int heldBytes() {
        writing.lock();
        try {
            ByteBuffer waiting = held;
            return (waiting == null ? 0 : waiting.remaining()) + lower.heldBytes();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public final void flush() throws IOException {
        writing.lock();
        try {
            flushHeld();
        } finally {
            writing.unlock();
        }
    }

    /** Sends what is held; true when nothing is left, here or below. Under the lock. */
    protected final boolean flushHeld() throws IOException {
        ByteBuffer waiting = held;
        if (waiting == null) {
            lower.flush();
            return lower.heldBytes() == 0;
        }
        lower.write(waiting);
        if (waiting.hasRemaining()) {
            return false;
        }
        dropHeld();
        return lower.heldBytes() == 0;
    }

    /** Forgets what is held. Under the lock, or where nobody writes yet. */
    protected void dropHeld() {
        held = null;
    }

    @Override
    public final SelectionKey register(Selector selector, int interest, Object attachment) throws IOException {
        return lower.register(selector, interest, attachment);
    }
}
