import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A raw connection, logged in as one of the users of the training's configuration. */
final class TrainingClient implements AutoCloseable {
    private static final int WAIT_MILLIS = 10_000;
    private static final String ANSWERS = "_INBOX.training.request";

    private final Socket socket;
    private final InputStream in;
    private int requests;

    TrainingClient(int port) throws IOException {
        this(port, "trainee", "training");
    }

    TrainingClient(int port, String user, String password) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(WAIT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 20);
        line();
        send("CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true,\"echo\":true,"
                + "\"lang\":\"java\",\"version\":\"1\",\"protocol\":1,\"name\":\"training\",\"user\":\"" + user
                + "\",\"pass\":\"" + password + "\"}\r\n");
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Asks, and waits for the answer. The client has to have subscribed to {@code _INBOX.training.*}. */
    void request(String subject, String body) throws IOException {
        String answer = ANSWERS + ++requests;
        send("PUB " + subject + " " + answer + " " + body.length() + "\r\n" + body + "\r\n");
        message(answer);
    }

    /** The same with headers, which may be several lines. */
    void request(String subject, String headers, String body) throws IOException {
        String block = "NATS/1.0\r\n" + headers + "\r\n\r\n";
        String answer = ANSWERS + ++requests;
        send("HPUB " + subject + " " + answer + " " + block.length() + " " + (block.length() + body.length()) + "\r\n"
                + block + body + "\r\n");
        message(answer);
    }

    /** The words of the next message on a subject; others pass by. */
    String[] message(String subject) throws IOException {
        return message(1, subject);
    }

    /** The words of the next message for a subscription of ours; others pass by. */
    String[] delivered(String subscription) throws IOException {
        return message(2, subscription);
    }

    private String[] message(int place, String word) throws IOException {
        String[] words = line().split(" ");
        while (words.length < 4 || !words[0].endsWith("MSG") || !words[place].equals(word)) {
            words = line().split(" ");
        }
        return words;
    }

    /** Waits until the server has read all, whatever it says of it. */
    void flush() throws IOException {
        send("PING\r\n");
        while (!line().equals("PONG")) {
            // messages and their headers pass by
        }
    }

    /** Waits until the server closes the connection, in order or not. */
    void awaitEnd() throws IOException {
        try {
            while (in.read() >= 0) {
                // its last words pass by
            }
        } catch (SocketException reset) {
            // it did not read all before it closed
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the node closed the connection");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
