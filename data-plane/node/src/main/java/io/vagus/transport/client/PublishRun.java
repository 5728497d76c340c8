package io.vagus.transport.client;

import io.vagus.base.Limits;
import io.vagus.protocol.PublishFrame;
import io.vagus.routing.Subscription;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.Outbound;
import io.vagus.transport.link.Staging;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one publisher, one behind the other in the read buffer, that all go to the same receivers. They are delivered
 * together, receiver by receiver, so that what belongs to a receiver is looked up once for all of them. To many receivers the
 * same bytes go, built once, with only the subscription's id put in place for each: so a receiver costs little more than the
 * system's copy, and no memory of its own. A receiver that is alone gets each message at once ({@link SingleReceiver}).
 *
 * <p>Whoever does anything else for this publisher, or lets go of the read buffer, delivers the run first. Owned by the loop.
 */
final class PublishRun {

    /** Receivers from which on their bytes are built once for all of them. */
    private static final int SHARED_FROM_RECEIVERS = 4;

    /** Messages from which on it is worth a look at the run as a whole. */
    private static final int SHARED_FROM_MESSAGES = 2;

    private final EventLoop loop;
    private final LoopRouter router;
    private final int[] subjectAt = new int[Limits.RUN_MESSAGES];
    private final int[] tailAt = new int[Limits.RUN_MESSAGES];
    private final int[] tailLength = new int[Limits.RUN_MESSAGES];
    private final int[] sizes = new int[Limits.RUN_MESSAGES];
    private final int[] heads = new int[Limits.RUN_MESSAGES];
    private final Route[] routes = new Route[Limits.RUN_MESSAGES];
    private final int[] sidAt = new int[Limits.RUN_MESSAGES];
    private int writtenTo;
    private long writtenPayload;
    /** Messages that wait, whose places are noted. */
    private int count;
    /** Whether the messages have headers: all of a run or none. */
    private boolean headed;

    private final SingleReceiver single;
    private Target @Nullable [] audience;
    private @Nullable ClientConnection from;
    private @Nullable ByteBuffer in;
    private @Nullable ByteBuffer block;

    PublishRun(EventLoop loop, LoopRouter router) {
        this.loop = loop;
        this.router = router;
        this.single = new SingleReceiver(loop, router);
    }

    /** Whether messages wait to be delivered. */
    boolean isOpen() {
        return audience != null;
    }

    /** Takes a PUB or HPUB without a reply subject whose route has an audience. */
    void add(ClientConnection publisher, Route route, PublishFrame frame) {
        boolean withHeaders = frame.headerLength() >= 0;
        if (route.audience != audience || withHeaders != headed || count == Limits.RUN_MESSAGES) {
            deliver();
            audience = route.audience;
            from = publisher;
            in = frame.buffer();
            headed = withHeaders;
            if (route.plain.length == 1) {
                single.begin(publisher, route.plain[0], withHeaders);
            }
        }
        if (single.write(frame)) {
            return;
        }
        int at = count;
        int start = frame.sizeAt();
        subjectAt[at] = frame.subjectAt();
        tailAt[at] = start;
        tailLength[at] = frame.payloadAt() + frame.size() + 2 - start;
        sizes[at] = frame.size();
        heads[at] = frame.headerLength();
        routes[at] = route;
        count = at + 1;
    }

    /** Delivers what was taken. */
    void deliver() {
        int messages = count;
        ClientConnection publisher = from;
        ByteBuffer bytes = in;
        count = 0;
        audience = null;
        from = null;
        single.end();
        if (messages == 0 || publisher == null || bytes == null) {
            return;
        }
        int receivers = routes[0].plain.length;
        if (messages < SHARED_FROM_MESSAGES) {
            for (int i = 0; i < receivers; i++) {
                each(publisher, bytes, i, 0, messages);
            }
        } else {
            for (int i = 0; i < receivers; ) {
                int end = endOfGroup(i, receivers);
                if (end - i >= SHARED_FROM_RECEIVERS) {
                    shared(publisher, bytes, i, end, messages);
                } else {
                    for (int j = i; j < end; j++) {
                        gathered(publisher, bytes, j, 0, messages);
                    }
                }
                i = end;
            }
        }
    }

    /** Those whose control lines have the same length stand side by side. */
    private int endOfGroup(int start, int receivers) {
        Target[] targets = routes[0].plain;
        int length = targets[start].frontLength;
        int end = start + 1;
        while (end < receivers && targets[end].frontLength == length) {
            end++;
        }
        return end;
    }

    /** Message by message, with everything that may be said about one receiver. */
    private void each(ClientConnection publisher, ByteBuffer bytes, int receiver, int start, int end) {
        for (int i = start; i < end; i++) {
            router.deliver(publisher, routes[i].plain[receiver], bytes, tailAt[i], tailLength[i], heads[i], sizes[i]);
        }
    }

    private boolean isSkipped(ClientConnection publisher, ClientConnection to) {
        return to.outbound().isClosed() || router.passesOver(publisher, to);
    }

    /** Copies messages one behind the other into a receiver's own staging. */
    private void gathered(ClientConnection publisher, ByteBuffer bytes, int receiver, int start, int end) {
        Target target = routes[start].plain[receiver];
        ClientConnection to = target.client();
        if (!Frames.isOrdinary(target, headed) || isSkipped(publisher, to)) {
            each(publisher, bytes, receiver, start, end);
            return;
        }
        byte[] sid = target.subscription.sid();
        int i = start;
        while (i < end) {
            Staging staging = loop.stage(to.outbound(), length(i, sid.length));
            if (staging == null) {
                to.outOfMemory();
                break;
            }
            ByteBuffer out = staging.chunk();
            int first = i;
            i = write(bytes, out, staging.length(), out.capacity() - EventLoop.RESERVE_BYTES, sid, i, end);
            staging.advanceTo(writtenTo);
            staging.count(i - first, writtenPayload);
            router.countDelivered(i - first, writtenPayload);
        }
        target.subscription.count(loop.index(), i - start);
    }

    /** Bytes that a message has for a subscription with an id of this length. */
    private int length(int message, int sidLength) {
        return (headed ? Frames.HMSG_BYTES : Frames.MSG_BYTES)
                + tailAt[message]
                - subjectAt[message]
                + sidLength
                + 1
                + tailLength[message];
    }

    /**
     * Writes messages as far as there is room for them: the subject and all that follows the subscription's id as they lie in the read
     * buffer. Returns to which message it came, {@link #writtenTo} says to which byte.
     */
    private int write(ByteBuffer bytes, ByteBuffer out, int from, int most, byte[] sid, int start, int end) {
        int sidLength = sid.length;
        long word = Frames.word(sid) | (sidLength < Long.BYTES ? (long) ' ' << (sidLength << 3) : 0);
        long prefix = headed ? Frames.HMSG : Frames.MSG;
        int prefixBytes = headed ? Frames.HMSG_BYTES : Frames.MSG_BYTES;
        int at = from;
        long payload = 0;
        int i = start;
        for (; i < end; i++) {
            int subject = subjectAt[i];
            int tail = tailAt[i];
            int length = tailLength[i];
            int place = at + prefixBytes + tail - subject;
            int behind = place + sidLength + 1;
            if (behind + length > most) {
                break;
            }
            out.putLong(at, prefix);
            Frames.copy(bytes, subject, tail - subject, out, at + prefixBytes);
            if (sidLength < Long.BYTES) {
                out.putLong(place, word);
            } else {
                out.put(place, sid).put(behind - 1, (byte) ' ');
            }
            sidAt[i] = place;
            Frames.copy(bytes, tail, length, out, behind);
            at = behind + length;
            payload += sizes[i];
        }
        writtenTo = at;
        writtenPayload = payload;
        return i;
    }

    /** Builds the bytes once and hands them to each of these receivers. */
    private void shared(ClientConnection publisher, ByteBuffer bytes, int from, int to, int messages) {
        ByteBuffer out = block;
        if (out == null) {
            out = ByteBuffer.allocateDirect(Limits.SHARED_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            block = out;
        }
        int most = out.capacity() - EventLoop.RESERVE_BYTES;
        byte[] sid = routes[0].plain[from].subscription.sid();
        int start = 0;
        while (start < messages) {
            int end = write(bytes, out, 0, most, sid, start, messages);
            if (end - start >= SHARED_FROM_MESSAGES) {
                hand(publisher, bytes, out, writtenTo, writtenPayload, from, to, start, end);
            } else {
                end = start + 1;
                for (int i = from; i < to; i++) {
                    each(publisher, bytes, i, start, end);
                }
            }
            start = end;
        }
    }

    private void hand(
            ClientConnection publisher,
            ByteBuffer bytes,
            ByteBuffer out,
            int length,
            long payload,
            int from,
            int to,
            int start,
            int end) {
        Target[] targets = routes[start].plain;
        byte[] there = targets[from].subscription.sid();
        for (int i = from; i < to; i++) {
            Target target = targets[i];
            ClientConnection client = target.client();
            Subscription subscription = target.subscription;
            if (!Frames.isOrdinary(target, headed)) {
                each(publisher, bytes, i, start, end);
                continue;
            }
            if (isSkipped(publisher, client)) {
                continue;
            }
            there = name(out, subscription.sid(), there, start, end);
            Outbound outbound = client.outbound();
            if (length >= Limits.EAGER_FLUSH_BYTES) {
                loop.send(outbound, out, length, end - start, payload);
            } else {
                Staging staging = loop.stage(outbound, length);
                if (staging == null) {
                    client.outOfMemory();
                    continue;
                }
                int at = staging.length();
                staging.chunk().put(at, out, 0, length);
                staging.advanceTo(at + length);
                staging.count(end - start, payload);
            }
            subscription.count(loop.index(), end - start);
            router.countDelivered(end - start, payload);
        }
    }

    /** Puts a subscription's id into each message, where another of the same length stands. */
    private byte[] name(ByteBuffer out, byte[] sid, byte[] there, int start, int end) {
        if (Arrays.equals(sid, there)) {
            return sid;
        }
        if (sid.length > Long.BYTES) {
            for (int i = start; i < end; i++) {
                out.put(sidAt[i], sid);
            }
            return sid;
        }
        long word = Frames.word(sid);
        long others = sid.length == Long.BYTES ? 0 : -1L << (sid.length << 3);
        int[] places = sidAt;
        for (int i = start; i < end; i++) {
            int at = places[i];
            out.putLong(at, out.getLong(at) & others | word);
        }
        return sid;
    }
}
