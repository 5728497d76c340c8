package io.vagus.controlplane;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.zip.GZIPInputStream;

/**
 * What a collector is to the service: takes OTLP over HTTP in protobuf. {@code GET /spans}, {@code /logs} and {@code /metrics}
 * say what came.
 *
 * <p>Numbers of fields are those of opentelemetry/proto/{trace,logs,metrics}/v1 of OTLP 1.
 */
final class OtlpReceiver implements AutoCloseable {

    private static final int MOST = 20_000;

    private final Deque<Heard> spans = new ConcurrentLinkedDeque<>();
    private final Deque<Heard> logs = new ConcurrentLinkedDeque<>();
    private final Deque<Heard> metrics = new ConcurrentLinkedDeque<>();
    private final HttpServer server;

    OtlpReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] answer = new byte[0];
        if (exchange.getRequestMethod().equals("GET")) {
            answer = new ObjectMapper()
                    .writeValueAsBytes(
                            switch (path) {
                                case "/spans" -> spans;
                                case "/logs" -> logs;
                                default -> metrics;
                            });
        } else {
            InputStream body = exchange.getRequestBody();
            boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            byte[] message = (packed ? new GZIPInputStream(body) : body).readAllBytes();
            switch (path) {
                case "/v1/traces" -> take(spans, message, OtlpReceiver::span);
                case "/v1/logs" -> take(logs, message, OtlpReceiver::log);
                case "/v1/metrics" -> take(metrics, message, OtlpReceiver::metric);
                default -> throw new IOException("no signal goes to " + path);
            }
        }
        exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private interface Reading {
        Heard of(Map<Integer, List<byte[]>> fields) throws IOException;
    }

    /** All three signals nest alike: resources (1), their scopes (2), their items (2). */
    private static void take(Deque<Heard> all, byte[] message, Reading reading) throws IOException {
        for (byte[] resource : fields(message).getOrDefault(1, List.of())) {
            for (byte[] scope : fields(resource).getOrDefault(2, List.of())) {
                for (byte[] item : fields(scope).getOrDefault(2, List.of())) {
                    all.add(reading.of(fields(item)));
                    if (all.size() > MOST) {
                        all.removeFirst();
                    }
                }
            }
        }
    }

    private static Heard span(Map<Integer, List<byte[]>> fields) throws IOException {
        return new Heard(
                hex(fields, 1),
                hex(fields, 2),
                hex(fields, 4),
                text(fields, 5),
                attributes(fields.getOrDefault(9, List.of())));
    }

    private static Heard log(Map<Integer, List<byte[]>> fields) throws IOException {
        byte[] body = fields.getOrDefault(5, List.of(new byte[0])).getFirst();
        return new Heard(hex(fields, 9), hex(fields, 10), "", text(fields(body), 1), "");
    }

    private static Heard metric(Map<Integer, List<byte[]>> fields) {
        return new Heard("", "", "", text(fields, 1), "");
    }

    private static String attributes(List<byte[]> all) throws IOException {
        StringBuilder text = new StringBuilder();
        for (byte[] each : all) {
            Map<Integer, List<byte[]>> pair = fields(each);
            byte[] value = pair.getOrDefault(2, List.of(new byte[0])).getFirst();
            text.append(text(pair, 1))
                    .append('=')
                    .append(text(fields(value), 1))
                    .append('\n');
        }
        return text.toString();
    }

    private static String hex(Map<Integer, List<byte[]>> fields, int number) {
        return HexFormat.of()
                .formatHex(fields.getOrDefault(number, List.of(new byte[0])).getFirst());
    }

    private static String text(Map<Integer, List<byte[]>> fields, int number) {
        return new String(fields.getOrDefault(number, List.of(new byte[0])).getFirst(), StandardCharsets.UTF_8);
    }

    /** The fields of a message that hold bytes, by number; numbers themselves are passed over. */
    private static Map<Integer, List<byte[]>> fields(byte[] message) throws IOException {
        Map<Integer, List<byte[]>> fields = new HashMap<>();
        ByteArrayInputStream input = new ByteArrayInputStream(message);
        while (input.available() > 0) {
            long tag = varint(input);
            switch ((int) (tag & 7)) {
                case 0 -> varint(input);
                case 1 -> input.skipNBytes(8);
                case 2 ->
                    fields.computeIfAbsent((int) (tag >>> 3), number -> new ArrayList<>())
                            .add(input.readNBytes((int) varint(input)));
                case 5 -> input.skipNBytes(4);
                default -> throw new IOException("not protobuf");
            }
        }
        return fields;
    }

    private static long varint(ByteArrayInputStream input) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = input.read();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
    }
}
