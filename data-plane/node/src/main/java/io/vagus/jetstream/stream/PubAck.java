package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.Json;
import org.jspecify.annotations.Nullable;

/** The answers to those who publish into one stream. Immutable. */
final class PubAck {
    private static final int DIGITS = 20;
    private static final byte[] DUPLICATE = ",\"duplicate\": true}".getBytes(UTF_8);

    private final String stream;
    private final byte[] front;

    PubAck(String stream, @Nullable String domain) {
        this.stream = stream;
        String name = quoted(stream);
        this.front = (domain == null
                        ? "{\"stream\":" + name + ",\"seq\":"
                        : "{\"stream\":" + name + ",\"domain\":" + quoted(domain) + ",\"seq\":")
                .getBytes(UTF_8);
    }

    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    byte[] stored(long sequence) {
        byte[] made = new byte[front.length + digits(sequence) + 1];
        int at = put(made, sequence);
        made[at] = '}';
        return made;
    }

    byte[] duplicate(long sequence) {
        byte[] made = new byte[front.length + digits(sequence) + DUPLICATE.length];
        int at = put(made, sequence);
        System.arraycopy(DUPLICATE, 0, made, at, DUPLICATE.length);
        return made;
    }

    byte[] counted(long sequence, String value) {
        return with(sequence, ",\"val\":" + quoted(value) + "}");
    }

    byte[] batch(long sequence, String batch, long count) {
        return with(sequence, ",\"batch\":" + quoted(batch) + ",\"count\":" + count + "}");
    }

    byte[] duplicateBatch(long sequence, String batch, long count) {
        return with(sequence, ",\"duplicate\": true,\"batch\":" + quoted(batch) + ",\"count\":" + count + "}");
    }

    private byte[] with(long sequence, String end) {
        byte[] tail = end.getBytes(UTF_8);
        byte[] made = new byte[front.length + digits(sequence) + tail.length];
        int at = put(made, sequence);
        System.arraycopy(tail, 0, made, at, tail.length);
        return made;
    }

    private int put(byte[] made, long sequence) {
        System.arraycopy(front, 0, made, 0, front.length);
        int end = front.length + digits(sequence);
        int at = end;
        long rest = sequence;
        do {
            made[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return end;
    }

    private static int digits(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0 && digits < DIGITS; rest /= 10) {
            digits++;
        }
        return digits;
    }

    byte[] refused(ApiError error) {
        ObjectNode node = Json.object();
        error.putInto(node);
        node.put("stream", stream).put("seq", 0);
        return Json.bytes(node);
    }
}
