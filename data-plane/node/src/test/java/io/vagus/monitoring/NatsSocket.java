package io.vagus.monitoring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client on a socket that asks and reads answers one after the other. */
final class NatsSocket implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private int inboxes = 1000;

    /** A message as it came; headers are empty without any. */
    record Received(String subject, String headers, byte[] body) {
        String text() {
            return new String(body, ISO_8859_1);
        }
    }

    NatsSocket(InetSocketAddress address, String user, String password, String name) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(address, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        line();
        send("CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true,\"protocol\":1,"
                + "\"lang\":\"java\",\"version\":\"1\",\"user\":\"" + user + "\",\"pass\":\"" + password
                + "\",\"name\":\"" + name + "\"}\r\n");
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Sends, then waits until all of it was served; what came meanwhile. */
    List<Received> flush(String text) throws IOException {
        send(text + "PING\r\n");
        List<Received> received = new ArrayList<>();
        while (true) {
            String line = line();
            if (line.equals("PONG")) {
                return received;
            }
            Received message = message(line);
            if (message != null) {
                received.add(message);
            }
        }
    }

    /** The first answer. */
    Received ask(String subject, String body, String headers) throws IOException {
        String inbox = request(subject, body, headers);
        Received answer = next();
        while (!answer.subject().equals(inbox)) {
            answer = next();
        }
        return answer;
    }

    /** The first answer before that to a question that was asked later; null when there is none. */
    @Nullable
    Received askInVain(String subject, String body) throws IOException {
        String inbox = request(subject, body, "");
        String later = request("$SYS.REQ.USER.INFO", "", "");
        Received answer = next();
        while (!answer.subject().equals(inbox) && !answer.subject().equals(later)) {
            answer = next();
        }
        return answer.subject().equals(inbox) ? answer : null;
    }

    private String request(String subject, String body, String headers) throws IOException {
        String inbox = "_INBOX." + ++inboxes;
        send("SUB " + inbox + " " + inboxes + "\r\nUNSUB " + inboxes + " 1\r\n");
        if (headers.isEmpty()) {
            send("PUB " + subject + " " + inbox + " " + body.length() + "\r\n" + body + "\r\n");
        } else {
            String head = "NATS/1.0\r\n" + headers + "\r\n\r\n";
            int total = head.length() + body.length();
            send("HPUB " + subject + " " + inbox + " " + head.length() + " " + total + "\r\n" + head + body + "\r\n");
        }
        return inbox;
    }

    /** Waits for the next message. */
    Received next() throws IOException {
        while (true) {
            Received message = message(line());
            if (message != null) {
                return message;
            }
        }
    }

    private @Nullable Received message(String line) throws IOException {
        if (line.equals("PING")) {
            send("PONG\r\n");
        }
        boolean headed = line.startsWith("HMSG ");
        if (!headed && !line.startsWith("MSG ")) {
            return null;
        }
        String[] words = line.split(" ", -1);
        byte[] content = in.readNBytes(Integer.parseInt(words[words.length - 1]));
        in.readNBytes(2);
        int head = headed ? Integer.parseInt(words[words.length - 2]) : 0;
        byte[] body = java.util.Arrays.copyOfRange(content, head, content.length);
        return new Received(words[1], new String(content, 0, head, ISO_8859_1), body);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("ended after: " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
