package io.vagus.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.transport.InternalClient;
import io.vagus.transport.InternalMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Answers requests in the envelope of the system account, compressed the way the requester takes. */
final class Replies {
    static final int BAD_REQUEST = 400;
    static final int FAILED = 500;

    private static final String ACCEPT = "accept-encoding:";

    private final InternalClient client;
    private final ServerInfo serverInfo;

    /** How an answer is encoded. */
    private enum Encoding {
        NONE,
        GZIP,
        SNAPPY,
        /** Something was asked for that is not known here. */
        IDENTITY
    }

    Replies(InternalClient client, ServerInfo serverInfo) {
        this.client = client;
        this.serverInfo = serverInfo;
    }

    /** @param data left out where it is a missing node */
    void data(InternalMessage request, JsonNode data) {
        ObjectNode answer = Json.object();
        answer.set("server", serverInfo.next());
        if (!data.isMissingNode()) {
            answer.set("data", data);
        }
        send(request, answer, wanted(request.headers()));
    }

    /** @param emptyData whether the answer has a {@code data} without anything in it, too */
    void error(InternalMessage request, int code, String description, boolean emptyData) {
        ObjectNode answer = Json.object();
        answer.set("server", serverInfo.next());
        if (emptyData) {
            answer.putNull("data");
        }
        answer.putObject("error").put("code", code).put("description", description);
        raw(request, answer);
    }

    /** Without the envelope, and never compressed. */
    void raw(InternalMessage request, JsonNode answer) {
        send(request, answer, Encoding.NONE);
    }

    private void send(InternalMessage request, JsonNode answer, Encoding encoding) {
        String reply = request.reply();
        if (reply == null) {
            return;
        }
        byte[] json = Json.compact(answer);
        switch (encoding) {
            case NONE -> client.publish(reply, null, null, json);
            case GZIP -> client.publish(reply, null, headers("gzip"), gzip(json));
            case SNAPPY -> client.publish(reply, null, headers("snappy"), Snappy.compress(json));
            case IDENTITY -> client.publish(reply, null, headers("identity"), json);
        }
    }

    private static byte[] headers(String encoding) {
        return ("NATS/1.0\r\nContent-Encoding: " + encoding + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static Encoding wanted(byte @Nullable [] headers) {
        if (headers == null) {
            return Encoding.NONE;
        }
        for (String line : new String(headers, StandardCharsets.ISO_8859_1).split("\r\n", -1)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith(ACCEPT)) {
                return encoding(lower.substring(ACCEPT.length()).strip());
            }
        }
        return Encoding.NONE;
    }

    private static Encoding encoding(String accepted) {
        if (accepted.isEmpty()) {
            return Encoding.NONE;
        }
        if (accepted.contains("snappy") || accepted.contains("s2")) {
            return Encoding.SNAPPY;
        }
        return accepted.contains("gzip") ? Encoding.GZIP : Encoding.IDENTITY;
    }

    private static byte[] gzip(byte[] data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(data);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
