package io.vagus.transport.client;

import io.vagus.base.Limits;
import io.vagus.protocol.PublishFrame;
import io.vagus.routing.Subscription;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.Outbound;
import io.vagus.transport.link.Staging;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one publisher, one behind the other in the read buffer, that all go to the same receivers. They are delivered
 * together, receiver by receiver, so that what belongs to a receiver is looked up once for all of them. To many receivers the
 * same bytes go, built once, with only the subscription's id put in place for each: so a receiver costs little more than the
 * system's copy, and no memory of its own.
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
    private final int[] tailAt = new int[Limits.RUN_MESSAGES];
    private final int[] tailLength = new int[Limits.RUN_MESSAGES];
    private final int[] sizes = new int[Limits.RUN_MESSAGES];
    private final Route[] routes = new Route[Limits.RUN_MESSAGES];
    private final int[] sidAt = new int[Limits.RUN_MESSAGES];
    private int count;
    private Target @Nullable [] audience;
    private @Nullable ClientConnection from;
    private @Nullable ByteBuffer in;
    private @Nullable ByteBuffer block;

    PublishRun(EventLoop loop, LoopRouter router) {
        this.loop = loop;
        this.router = router;
    }

    /** Whether messages wait to be delivered. */
    boolean isOpen() {
        return count > 0;
    }

    /** Takes a PUB without a reply subject whose route has an audience. */
    void add(ClientConnection publisher, Route route, PublishFrame frame) {
        int at = count;
        if (at > 0 && (route.audience != audience || at == Limits.RUN_MESSAGES)) {
            deliver();
            at = 0;
        }
        if (at == 0) {
            audience = route.audience;
            from = publisher;
            in = frame.buffer();
        }
        int start = frame.sizeAt();
        tailAt[at] = start;
        tailLength[at] = frame.payloadAt() + frame.size() + 2 - start;
        sizes[at] = frame.size();
        routes[at] = route;
        count = at + 1;
    }

    /** Delivers what was taken. */
    void deliver() {
        int messages = count;
        ClientConnection publisher = from;
        ByteBuffer bytes = in;
        count = 0;
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
        from = null;
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
            router.deliver(publisher, routes[i].plain[receiver], bytes, tailAt[i], tailLength[i], sizes[i]);
        }
    }

    /** Whether a receiver gets these messages like any other. */
    private static boolean isOrdinary(ClientConnection to, Subscription subscription) {
        return !subscription.isLimited() && to.trace() == null;
    }

    private boolean isSkipped(ClientConnection publisher, ClientConnection to) {
        return to.outbound().isClosed()
                || to == publisher && !publisher.echoes()
                || router.dropsForLaggards() && to.outbound().isFarBehind();
    }

    /** Copies messages one behind the other into a receiver's own staging. */
    private void gathered(ClientConnection publisher, ByteBuffer bytes, int receiver, int start, int end) {
        Target target = routes[start].plain[receiver];
        ClientConnection to = target.client();
        if (!isOrdinary(to, target.subscription) || isSkipped(publisher, to)) {
            each(publisher, bytes, receiver, start, end);
            return;
        }
        int front = target.frontLength - 1;
        long payload = 0;
        int i = start;
        while (i < end) {
            Staging staging = loop.stage(to.outbound(), front + tailLength[i]);
            if (staging == null) {
                to.outOfMemory();
                break;
            }
            ByteBuffer out = staging.chunk();
            int at = staging.length();
            int most = out.capacity() - EventLoop.RESERVE_BYTES;
            int first = i;
            long before = payload;
            // Subjects of one audience may be of different lengths.
            for (; i < end; i++) {
                Target each = routes[i].plain[receiver];
                int length = tailLength[i];
                front = each.frontLength - 1;
                if (at + front + length > most) {
                    break;
                }
                Frames.copyFront(each.front, 1, front, out, at);
                Frames.copy(bytes, tailAt[i], length, out, at + front);
                at += front + length;
                payload += sizes[i];
            }
            staging.advanceTo(at);
            staging.count(i - first, payload - before);
            if (i < end) {
                front = routes[i].plain[receiver].frontLength - 1;
            }
        }
        target.subscription.count(loop.index(), i - start);
        router.countDelivered(i - start, payload);
    }

    /** Builds the bytes once and hands them to each of these receivers. */
    private void shared(ClientConnection publisher, ByteBuffer bytes, int from, int to, int messages) {
        ByteBuffer out = block;
        if (out == null) {
            out = ByteBuffer.allocateDirect(Limits.SHARED_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            block = out;
        }
        int most = out.capacity() - EventLoop.RESERVE_BYTES;
        int start = 0;
        while (start < messages) {
            int at = 0;
            long payload = 0;
            int end = start;
            for (; end < messages; end++) {
                Target each = routes[end].plain[from];
                int front = each.frontLength - 1;
                int length = tailLength[end];
                if (at + front + length > most) {
                    break;
                }
                Frames.copyFront(each.front, 1, front, out, at);
                Frames.copy(bytes, tailAt[end], length, out, at + front);
                sidAt[end] = at + front - 1 - each.subscription.sid().length;
                at += front + length;
                payload += sizes[end];
            }
            if (end - start < SHARED_FROM_MESSAGES) {
                end = start + 1;
                for (int i = from; i < to; i++) {
                    each(publisher, bytes, i, start, end);
                }
            } else {
                hand(publisher, bytes, out, at, payload, from, to, start, end);
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
            if (!isOrdinary(client, subscription)) {
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
        if (java.util.Arrays.equals(sid, there)) {
            return sid;
        }
        if (sid.length > Long.BYTES) {
            for (int i = start; i < end; i++) {
                out.put(sidAt[i], sid);
            }
            return sid;
        }
        long word = 0;
        for (int i = sid.length - 1; i >= 0; i--) {
            word = word << 8 | sid[i] & 0xffL;
        }
        long others = sid.length == Long.BYTES ? 0 : -1L << (sid.length << 3);
        int[] places = sidAt;
        for (int i = start; i < end; i++) {
            int at = places[i];
            out.putLong(at, out.getLong(at) & others | word);
        }
        return sid;
    }
}
