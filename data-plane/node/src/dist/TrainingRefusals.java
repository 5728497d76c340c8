import java.io.IOException;

/** What is refused, and the connections that end with it; and who is let in all the same. */
final class TrainingRefusals {

    private TrainingRefusals() {}

    static void play(int port) throws IOException {
        try (TrainingClient plain = new TrainingClient(port, "plain", "training")) {
            plain.flush();
        }
        try (TrainingClient stranger = new TrainingClient(port, "trainee", "wrong")) {
            stranger.awaitEnd();
        }
        for (String bad :
                new String[] {"NONE OF THAT\r\n", "PUB\r\n", "PUB training.a 9999999\r\n", "SUB a..b 1\r\nPUB a..b x"
                }) {
            try (TrainingClient client = new TrainingClient(port)) {
                client.flush();
                client.send(bad + "\r\n");
                client.awaitEnd();
            }
        }
        try (TrainingClient replier = new TrainingClient(port, "replier", "training");
                TrainingClient client = new TrainingClient(port)) {
            replier.send("SUB training.replied 1\r\n");
            replier.flush();
            client.send("SUB _INBOX.training.* 1\r\nPUB training.replied _INBOX.training.r 0\r\n\r\n");
            replier.send("PUB " + replier.message("training.replied")[3] + " 0\r\n\r\n");
            client.message("_INBOX.training.r");
            client.send("PUB forbidden 0\r\n\r\nSUB training.hidden 1\r\nSUB forbidden 2\r\n");
            client.flush();
            client.send("SUB training.once 3\r\nUNSUB 3 1\r\nPUB training.once 0\r\n\r\n");
            client.flush();
            client.send("CONNECT {\"verbose\":true,\"pedantic\":true,\"user\":\"trainee\",\"pass\":\"training\"}\r\n");
            client.flush();
            client.send("SUB training.verbose 4\r\nPUB training.verbose 0\r\n\r\n");
            client.flush();
        }
    }
}
