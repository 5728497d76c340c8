package io.vagus.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A raw connection that speaks to JetStream: requests with their answers, one at a time. */
final class JetStreamWire implements AutoCloseable {
    private static final String INBOX = "_INBOX.bench.";

    private final Wire wire;
    private int requests;

    JetStreamWire(ServerUnderTest server) throws IOException {
        wire = server.connect();
        wire.send("SUB " + INBOX + "* answers\r\n");
        wire.flush();
    }

    Wire wire() {
        return wire;
    }

    /** The payload of the answer. Errors: {@link BenchException} when it reports one. */
    String ask(String subject, String body) throws IOException {
        String answer = askUnchecked(subject, body);
        if (answer.contains("\"error\"")) {
            throw new BenchException(subject + " was refused: " + answer);
        }
        return answer;
    }

    String askUnchecked(String subject, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        wire.send("PUB " + subject + " " + INBOX + ++requests + " " + bytes.length + "\r\n" + body + "\r\n");
        return nextMessage();
    }

    /** The content of the next message, header and payload. */
    String nextMessage() throws IOException {
        while (true) {
            String line = wire.readLine();
            if (line.startsWith("MSG ") || line.startsWith("HMSG ")) {
                return wire.readPayload(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)));
            }
            wire.answer(line);
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
