package io.vagus.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A large message while it arrives. Its memory grows with what has come, not with what was announced, so that an announcement
 * alone costs the node nothing.
 */
public final class PartialPublication {

    private static final int FIRST_CAPACITY = 64 * 1024;

    private final byte[] subject;
    private final byte @Nullable [] reply;
    private final int headerLength;
    private final byte[] numbers;
    private final int total;
    private byte[] received;
    private int count;

    PartialPublication(PublishFrame frame, int lineEnd) {
        subject = frame.subject();
        reply = frame.hasReply() ? frame.reply() : null;
        headerLength = frame.headerLength;
        numbers = frame.numbers(lineEnd);
        total = frame.size + 2;
        received = new byte[Math.min(total, FIRST_CAPACITY)];
    }

    /** Takes what belongs to this message; returns the position behind it. */
    int take(ByteBuffer in, int from, int to) {
        int length = Math.min(to - from, total - count);
        if (count + length > received.length) {
            long wanted = Math.max(count + length, received.length * 2L);
            received = Arrays.copyOf(received, (int) Math.min(total, wanted));
        }
        in.get(from, received, count, length);
        count += length;
        return from + length;
    }

    boolean isComplete() {
        return count == total;
    }

    /** Whether what follows the payload is no end of a line, as far as it has come: no message comes of it then. */
    boolean isSpoilt() {
        return count == total - 1 && received[total - 2] != '\r';
    }

    /** Whether the message ends as it must; only for a complete one. */
    boolean isTerminated() {
        return received[total - 2] == '\r' && received[total - 1] == '\n';
    }

    Publication publication() {
        return new Publication(subject, reply, headerLength, numbers, Arrays.copyOf(received, total - 2));
    }
}
