package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.jetstream.api.InvalidJson;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.stream.StreamReads.GetRequest;
import io.vagus.storage.StoredMessage;
import io.vagus.storage.StreamStore;
import io.vagus.storage.SubjectFilter;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Answers reads that bypass the API (ADR-31): one message, a batch, or the newest of several subjects. Owned by the stream. */
final class DirectGet {
    private static final int MAX_LAST_RESULTS = 1024;
    private static final int API_LEVEL = 5;
    private static final long MOST_BYTES = 64L * 1024 * 1024;
    private static final byte[] NOTHING = {};
    private static final byte[] FIRST_LINE = "NATS/1.0\r\n".getBytes(UTF_8);

    private final Stream stream;
    private final byte[] reply;

    DirectGet(Stream stream, byte[] reply) {
        this.stream = stream;
        this.reply = reply;
    }

    private void status(String line) {
        stream.world().publish(reply, null, ("NATS/1.0 " + line + "\r\n\r\n").getBytes(UTF_8), NOTHING);
    }

    /**
     * Answers.
     *
     * @param subject the subject in the request's own subject, whose newest message is wanted; null without one
     */
    void answer(byte @Nullable [] headers, byte[] body, @Nullable String subject) {
        String level = HeaderBlock.text(headers, HeaderNames.REQUIRED_API_LEVEL);
        if (!level.isEmpty() && !isSupported(level)) {
            status("412 Required Api Level");
            return;
        }
        if (body.length == 0 && subject == null) {
            status("408 Empty Request");
            return;
        }
        GetRequest request;
        try {
            request = GetRequest.read(body, false);
        } catch (InvalidJson invalid) {
            status("408 Malformed Request");
            return;
        }
        boolean isEmpty = request.sequence() == 0
                && request.lastFor().isEmpty()
                && request.nextFor().isEmpty()
                && request.multiLast().isEmpty()
                && request.startTime() == null;
        if (subject != null) {
            if (subject.isEmpty() || !isEmpty || request.batch() != 0 || request.upToSequence() != 0) {
                status("408 Bad Request");
            } else {
                last(subject, request.noHeaders());
            }
        } else if (isEmpty) {
            status("408 Empty Request");
        } else if (isBad(request)) {
            status("408 Bad Request");
        } else if (!request.multiLast().isEmpty()) {
            newest(request);
        } else {
            messages(request);
        }
    }

    private static boolean isSupported(String level) {
        long wanted = MessageTtl.Digits.parse(level);
        return wanted >= 0 && wanted <= API_LEVEL;
    }

    private void last(String subject, boolean withoutHeaders) {
        StoredMessage message = stream.store().last(SubjectFilter.of(subject));
        if (message == null) {
            status("404 Message Not Found");
        } else {
            send(message, "", withoutHeaders);
        }
    }

    private static boolean isBad(GetRequest request) {
        boolean last = !request.lastFor().isEmpty();
        boolean multi = !request.multiLast().isEmpty();
        return request.sequence() != 0 && (last || request.startTime() != null)
                || last && (request.startTime() != null || !request.nextFor().isEmpty() || request.batch() > 0 || multi)
                || !request.nextFor().isEmpty() && multi
                || request.upToSequence() != 0 && request.upToTime() != null;
    }

    private void messages(GetRequest request) {
        StreamStore store = stream.store();
        if (request.batch() == 0) {
            StoredMessage message = StreamReads.find(store, request);
            if (message == null) {
                status("404 Message Not Found");
            } else {
                send(message, "", request.noHeaders());
            }
            return;
        }
        SubjectFilter filter = SubjectFilter.of(request.nextFor());
        Instant start = request.startTime();
        long sequence = start == null ? request.sequence() : store.sequenceAt(StreamReads.nanos(start));
        long most = most(request);
        long pending = store.pending(sequence, filter, false);
        long bytes = 0;
        long last = 0;
        for (int sent = 0; sent < request.batch() && (sent == 0 || bytes < most); sent++) {
            StoredMessage message = store.next(filter, sequence);
            if (message == null) {
                if (sent == 0) {
                    status("404 Message Not Found");
                    return;
                }
                break;
            }
            pending--;
            send(message, pending(pending, last), request.noHeaders());
            last = message.sequence();
            sequence = last + 1;
            bytes += size(message);
        }
        end(pending, last, 0);
    }

    /** So many bytes end a batch; when they are fewer than none, its first message does. */
    private static long most(GetRequest request) {
        return request.maxBytes() != 0 ? request.maxBytes() : MOST_BYTES;
    }

    private static long size(StoredMessage message) {
        byte[] headers = message.headers();
        return message.subject().length + message.payload().length + (headers == null ? 0 : headers.length);
    }

    private static String pending(long pending, long last) {
        return "Nats-Num-Pending: " + Math.max(0, pending) + "\r\nNats-Last-Sequence: " + last + "\r\n";
    }

    private void end(long pending, long last, long upTo) {
        String line = "NATS/1.0 204 EOB\r\n" + pending(pending, last)
                + (upTo == 0 ? "" : "Nats-UpTo-Sequence: " + Long.toUnsignedString(upTo) + "\r\n") + "\r\n";
        stream.world().publish(reply, null, line.getBytes(UTF_8), NOTHING);
    }

    private void newest(GetRequest request) {
        StreamStore store = stream.store();
        long upTo = request.upToSequence();
        Instant time = request.upToTime();
        if (time != null) {
            upTo = store.sequenceAt(StreamReads.nanos(time));
            if (upTo <= store.firstSequence()) {
                status("404 No Results");
                return;
            }
            upTo--;
        }
        if (upTo == 0) {
            upTo = store.lastSequence();
        }
        boolean isBeyond = Long.compareUnsigned(upTo, store.lastSequence()) > 0;
        long[] sequences =
                store.lastSequences(SubjectFilter.anyOf(request.multiLast()), isBeyond ? store.lastSequence() : upTo);
        if (sequences.length > MAX_LAST_RESULTS) {
            status("413 Too Many Results");
            return;
        }
        if (sequences.length == 0) {
            status("404 No Results");
            return;
        }
        // What a caller has already counts for the limit, and does not make the rest of no results.
        if (request.sequence() > 0) {
            sequences = Arrays.stream(sequences)
                    .filter(each -> each >= request.sequence())
                    .toArray();
        }
        long most = most(request);
        int batch = request.batch() > 0 ? request.batch() : Integer.MAX_VALUE;
        long bytes = 0;
        long last = 0;
        int sent = 0;
        while (sent < sequences.length && sent < batch && (sent == 0 || bytes < most)) {
            StoredMessage message = store.load(sequences[sent]);
            sent++;
            if (message != null) {
                send(message, pending(sequences.length - sent, last), false);
                last = message.sequence();
                bytes += size(message);
            }
        }
        end(sequences.length - sent, last, upTo);
    }

    private void send(StoredMessage message, String more, boolean withoutHeaders) {
        if (withoutHeaders) {
            stream.world().publish(reply, null, null, message.payload());
            return;
        }
        byte[] own = message.headers();
        String lines = "Nats-Stream: " + stream.config().name() + "\r\nNats-Subject: "
                + new String(message.subject(), UTF_8) + "\r\nNats-Sequence: " + message.sequence()
                + "\r\nNats-Time-Stamp: " + Json.time(message.timestampNanos()) + "\r\n" + more + "\r\n";
        byte[] tail = lines.getBytes(UTF_8);
        byte[] front = own == null ? FIRST_LINE : own;
        int kept = own == null ? front.length : front.length - 2;
        byte[] block = Arrays.copyOf(front, kept + tail.length);
        System.arraycopy(tail, 0, block, kept, tail.length);
        stream.world().publish(reply, null, block, message.payload());
    }
}
