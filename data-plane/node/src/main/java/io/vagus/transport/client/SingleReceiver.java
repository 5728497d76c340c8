package io.vagus.transport.client;

import io.vagus.protocol.PublishFrame;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.Staging;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The receiver of a run of messages that nobody else hears: each message is written into what the loop gathers for it as soon as
 * it is read, while its bytes are at hand. They are counted once for all of them. Owned by the loop.
 */
final class SingleReceiver {

    private final EventLoop loop;
    private final LoopRouter router;
    private @Nullable ClientConnection from;
    /** Null when messages are not written at once. */
    private @Nullable Target target;

    private @Nullable Staging staging;
    private @Nullable ByteBuffer out;
    private int at;
    private int most;
    private long verb;
    private int verbBytes;
    private long sid;
    private int sidBytes;
    private int messages;
    private long payload;

    SingleReceiver(EventLoop loop, LoopRouter router) {
        this.loop = loop;
        this.router = router;
    }

    /** From now on the messages of this publisher go to this target; not if there is more to be said about it than its bytes. */
    void begin(ClientConnection publisher, Target receiver, boolean headed) {
        byte[] name = receiver.subscription.sid();
        if (name.length >= Long.BYTES
                || !Frames.isOrdinary(receiver, headed)
                || router.passesOver(publisher, receiver.client())) {
            return;
        }
        target = receiver;
        from = publisher;
        verb = headed ? Frames.HMSG : Frames.MSG;
        verbBytes = headed ? Frames.HMSG_BYTES : Frames.MSG_BYTES;
        sid = Frames.word(name) | (long) ' ' << (name.length << 3);
        sidBytes = name.length + 1;
    }

    /** Writes one message; false when it is not written, and none of those behind it will be. */
    boolean write(PublishFrame frame) {
        if (target == null) {
            return false;
        }
        int subject = frame.subjectAt();
        int tail = frame.sizeAt();
        int length = frame.payloadAt() + frame.size() + 2 - tail;
        int start = at;
        ByteBuffer buffer = out;
        if (buffer == null || start + verbBytes + tail - subject + sidBytes + length > most) {
            buffer = room(target, verbBytes + tail - subject + sidBytes + length);
            if (buffer == null) {
                return false;
            }
            start = at;
        }
        ByteBuffer in = frame.buffer();
        int subjectTo = start + verbBytes;
        int sidTo = subjectTo + tail - subject;
        int tailTo = sidTo + sidBytes;
        buffer.putLong(start, verb);
        Frames.copy(in, subject, tail - subject, buffer, subjectTo);
        buffer.putLong(sidTo, sid);
        Frames.copy(in, tail, length, buffer, tailTo);
        at = tailTo + length;
        messages++;
        payload += frame.size();
        return true;
    }

    /** Makes room for a message; null when there is none, or the receiver is to be looked at again. */
    private @Nullable ByteBuffer room(Target receiver, int bytes) {
        settle(receiver);
        ClientConnection publisher = from;
        ClientConnection to = receiver.client();
        Staging next = publisher == null || router.passesOver(publisher, to) ? null : loop.stage(to.outbound(), bytes);
        if (next == null) {
            forget();
            return null;
        }
        ByteBuffer chunk = next.chunk();
        staging = next;
        out = chunk;
        at = next.length();
        most = chunk.capacity() - EventLoop.RESERVE_BYTES;
        return chunk;
    }

    private void settle(Target receiver) {
        Staging current = staging;
        if (current != null) {
            current.advanceTo(at);
            current.count(messages, payload);
            router.countDelivered(messages, payload);
            receiver.subscription.count(loop.index(), messages);
            messages = 0;
            payload = 0;
        }
    }

    private void forget() {
        target = null;
        from = null;
        staging = null;
        out = null;
    }

    /** The run is over. */
    void end() {
        Target receiver = target;
        if (receiver != null) {
            settle(receiver);
            forget();
        }
    }
}
