package io.vagus.account;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One account's message counters as one event loop keeps them. Owned by that loop, which alone adds; anyone may read a
 * sum that is at most one read batch old.
 */
public final class LoopTraffic {

    private static final VarHandle IN_MESSAGES = handle("inMessages");
    private static final VarHandle IN_BYTES = handle("inBytes");
    private static final VarHandle OUT_MESSAGES = handle("outMessages");
    private static final VarHandle OUT_BYTES = handle("outBytes");

    private static final VarHandle MATCHES = handle("matches");

    private long inMessages;
    private long inBytes;
    private long outMessages;
    private long outBytes;
    private long matches;

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(LoopTraffic.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Counts what clients sent. */
    public void received(long messages, long bytes) {
        IN_MESSAGES.setOpaque(this, inMessages + messages);
        IN_BYTES.setOpaque(this, inBytes + bytes);
    }

    /** Counts what was handed to clients. */
    public void delivered(long messages, long bytes) {
        OUT_MESSAGES.setOpaque(this, outMessages + messages);
        OUT_BYTES.setOpaque(this, outBytes + bytes);
    }

    /** Counts that it was looked up who hears a subject. */
    public void matched() {
        MATCHES.setOpaque(this, matches + 1);
    }

    /** How often it was looked up who hears a subject; by any thread. */
    long matches() {
        return (long) MATCHES.getOpaque(this);
    }

    /** A reading by any thread. */
    public Traffic read() {
        return new Traffic(
                (long) IN_MESSAGES.getOpaque(this),
                (long) IN_BYTES.getOpaque(this),
                (long) OUT_MESSAGES.getOpaque(this),
                (long) OUT_BYTES.getOpaque(this));
    }
}
