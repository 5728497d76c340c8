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

/** Answers requests in the envelope of the system account, compressed by gzip where the requester takes that. */
final class Replies {
    static final int BAD_REQUEST = 400;
    static final int FAILED = 500;

    private static final byte[] GZIP_HEADERS =
            "NATS/1.0\r\nContent-Encoding: gzip\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InternalClient client;
    private final ServerInfo serverInfo;

    Replies(InternalClient client, ServerInfo serverInfo) {
        this.client = client;
        this.serverInfo = serverInfo;
    }

    void data(InternalMessage request, JsonNode data) {
        ObjectNode answer = Json.object();
        answer.set("server", serverInfo.next());
        if (!data.isNull()) {
            answer.set("data", data);
        }
        raw(request, answer);
    }

    void error(InternalMessage request, int code, String description) {
        ObjectNode answer = Json.object();
        answer.set("server", serverInfo.next());
        answer.putObject("error").put("code", code).put("description", description);
        raw(request, answer);
    }

    /** Without the envelope. */
    void raw(InternalMessage request, ObjectNode answer) {
        String reply = request.reply();
        if (reply == null) {
            return;
        }
        byte[] json = Json.compact(answer);
        if (takesGzip(request.headers())) {
            client.publish(reply, null, GZIP_HEADERS, gzip(json));
        } else {
            client.publish(reply, null, null, json);
        }
    }

    private static boolean takesGzip(byte @Nullable [] headers) {
        if (headers == null) {
            return false;
        }
        for (String line : new String(headers, StandardCharsets.ISO_8859_1).split("\r\n", -1)) {
            if (line.startsWith("Accept-Encoding:")) {
                return line.toLowerCase(Locale.ROOT).contains("gzip");
            }
        }
        return false;
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
