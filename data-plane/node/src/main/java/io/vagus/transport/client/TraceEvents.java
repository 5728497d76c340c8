package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.Account;
import io.vagus.protocol.Publication;
import io.vagus.transport.MessageTrace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Publishes the events of message traces, compressed as the tracer asks. */
final class TraceEvents {

    private static final byte[] SNAPPY_START = {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};
    private static final int SNAPPY_PLAIN_CHUNK = 1;
    private static final int SNAPPY_MOST_BYTES = 65_536;
    private static final int SNAPPY_CRC_DELTA = 0xa282ead8;

    private TraceEvents() {}

    static void send(
            ClientConnection from, Account account, String destination, @Nullable String encoding, MessageTrace trace) {
        byte[] json = trace.json(from.service().events().serverInfo()).getBytes(UTF_8);
        String wanted = encoding == null ? "" : encoding.toLowerCase(Locale.ROOT);
        String used = null;
        if (wanted.contains("snappy") || wanted.contains("s2")) {
            used = "snappy";
            json = snappy(json);
        } else if (wanted.contains("gzip")) {
            used = "gzip";
            json = gzip(json);
        } else if (!wanted.isEmpty()) {
            used = "identity";
        }
        byte[] head = used == null ? null : ("NATS/1.0\r\nContent-Encoding: " + used + "\r\n\r\n").getBytes(US_ASCII);
        Publication event = Publication.of(destination.getBytes(UTF_8), null, head, json);
        new Delivery(from.loopIfCurrent(), null).in(account, event);
    }

    private static byte[] gzip(byte[] data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(data.length / 2);
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(data);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** The data in the framing format of Snappy, in chunks that are not compressed: any reader of the format takes them. */
    private static byte[] snappy(byte[] data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(data.length + 64);
        bytes.writeBytes(SNAPPY_START);
        for (int at = 0; at < data.length; at += SNAPPY_MOST_BYTES) {
            int length = Math.min(SNAPPY_MOST_BYTES, data.length - at);
            CRC32C crc = new CRC32C();
            crc.update(data, at, length);
            int sum = Integer.rotateRight((int) crc.getValue(), 15) + SNAPPY_CRC_DELTA;
            bytes.write(SNAPPY_PLAIN_CHUNK);
            writeLittleEndian(bytes, length + 4, 3);
            writeLittleEndian(bytes, sum, 4);
            bytes.write(data, at, length);
        }
        return bytes.toByteArray();
    }

    private static void writeLittleEndian(ByteArrayOutputStream to, int value, int count) {
        for (int i = 0; i < count; i++) {
            to.write(value >>> (8 * i));
        }
    }
}
