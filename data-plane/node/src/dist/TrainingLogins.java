import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Other ways in than the password of an account's user. */
final class TrainingLogins {
    /** The key of a user of the configuration. */
    static final NkeyPair NKEY = NkeyPair.generate(KeyKind.USER, new SecureRandom());

    private static final Pattern NONCE = Pattern.compile("\"nonce\":\"([^\"]+)\"");

    private TrainingLogins() {}

    static void play(int port, int webSocketPort) throws IOException {
        try (TrainingClient plain = new TrainingClient(port, "plain", "training")) {
            plain.flush();
        }
        for (int round = 0; round < 2; round++) {
            signed(port);
            webSocket(webSocketPort);
        }
    }

    private static void signed(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Matcher nonce = NONCE.matcher(until(in, "\r\n"));
            if (!nonce.find()) {
                throw new IOException("no nonce");
            }
            String signature = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(NKEY.sign(nonce.group(1).getBytes(StandardCharsets.US_ASCII)));
            send(socket, "CONNECT {\"nkey\":\"" + NKEY.publicKey() + "\",\"sig\":\"" + signature + "\"}\r\nPING\r\n");
            until(in, "PONG");
        }
    }

    private static void webSocket(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            send(
                    socket,
                    "GET / HTTP/1.1\r\nHost: training\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
            until(in, "\r\n\r\n");
            String words = "CONNECT {\"user\":\"trainee\",\"pass\":\"training\"}\r\nSUB training.web 1\r\n"
                    + "PUB training.web 2\r\nhi\r\nPING\r\n";
            // One binary frame, masked with zeros: the text stays what it is.
            send(socket, "\u0082" + (char) (0x80 | words.length()) + "\0\0\0\0" + words);
            until(in, "PONG");
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String until(InputStream in, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the node closed the connection");
            }
            read.append((char) c);
        }
        return read.toString();
    }
}
