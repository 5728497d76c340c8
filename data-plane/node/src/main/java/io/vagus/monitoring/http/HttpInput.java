package io.vagus.monitoring.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vagus.base.Clock;
import io.vagus.protocol.HttpHead;
import io.vagus.protocol.HttpOpening;
import io.vagus.protocol.HttpRefusal;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What comes in on one connection: a head, its body, the next head. Each has to be there in a given time. Owned by its thread. */
final class HttpInput {

    /** Bytes of a request's head. */
    static final int MAX_HEAD_BYTES = 64 * 1024;

    /** Bytes of a body, which is skipped; with more than that the connection ends. */
    static final int MAX_BODY_BYTES = 256 * 1024;

    private static final int FIRST_BYTES = 1024;
    private static final int MAX_LINE_BYTES = 1024;
    private static final int HEX = 16;

    private final Socket socket;
    private final InputStream in;
    private final Clock clock;
    private byte[] buffer = new byte[FIRST_BYTES];
    private int from;
    private int to;
    private long due;

    HttpInput(Socket socket, Clock clock) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.clock = clock;
    }

    /** What is read next has to be there by then. */
    void within(int seconds) {
        due = clock.nanos() + TimeUnit.SECONDS.toNanos(seconds);
    }

    /** The next head; null when there is none any more. */
    @Nullable
    HttpOpening head() throws IOException {
        int end = HttpHead.end(buffer, from, to);
        while (end < 0) {
            if (to - from > MAX_HEAD_BYTES) {
                return HttpRefusal.TOO_LARGE;
            }
            if (!fill()) {
                return null;
            }
            end = HttpHead.end(buffer, from, to);
        }
        HttpOpening read = end - from > MAX_HEAD_BYTES ? HttpRefusal.TOO_LARGE : HttpHead.read(buffer, from, end);
        from = end;
        return read;
    }

    /** Reads over so many bytes; false when they are too many. */
    boolean skip(long count) throws IOException {
        if (count > MAX_BODY_BYTES) {
            return false;
        }
        long left = count;
        while (true) {
            int taken = (int) Math.min(left, to - from);
            from += taken;
            left -= taken;
            if (left == 0) {
                return true;
            }
            if (!fill()) {
                throw new EOFException();
            }
        }
    }

    /** Reads over a body in chunks (RFC 9112, section 7.1); false when it is none, or too long. */
    boolean skipChunks() throws IOException {
        long all = 0;
        while (true) {
            String line = line();
            int size = line == null ? -1 : size(line);
            all += size;
            if (size < 0 || all > MAX_BODY_BYTES) {
                return false;
            }
            if (size == 0) {
                return skipTrailers();
            }
            skip(size);
            if (!"".equals(line())) {
                return false;
            }
        }
    }

    private boolean skipTrailers() throws IOException {
        for (int bytes = 0; bytes < MAX_HEAD_BYTES; ) {
            String line = line();
            if (line == null || line.isEmpty()) {
                return line != null;
            }
            bytes += line.length();
        }
        return false;
    }

    private static int size(String line) {
        int extension = line.indexOf(';');
        String digits = (extension < 0 ? line : line.substring(0, extension)).strip();
        try {
            return digits.startsWith("+") ? -1 : Integer.parseInt(digits, HEX);
        } catch (NumberFormatException none) {
            return -1;
        }
    }

    /** The next line without its end; null when it is too long. */
    private @Nullable String line() throws IOException {
        int at = from;
        while (true) {
            for (; at < to; at++) {
                if (buffer[at] == '\n') {
                    int end = at > from && buffer[at - 1] == '\r' ? at - 1 : at;
                    String line = new String(buffer, from, end - from, ISO_8859_1);
                    from = at + 1;
                    return line;
                }
            }
            int read = at - from;
            if (read > MAX_LINE_BYTES) {
                return null;
            }
            if (!fill()) {
                throw new EOFException();
            }
            at = from + read;
        }
    }

    /** Takes in more; false at the end of the stream. */
    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * to);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(due - clock.nanos());
        if (millis <= 0) {
            throw new SocketTimeoutException("a request takes too long");
        }
        socket.setSoTimeout((int) millis);
        int count = in.read(buffer, to, buffer.length - to);
        to += Math.max(0, count);
        return count >= 0;
    }
}
