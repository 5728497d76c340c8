import java.io.IOException;
import java.util.List;

/** What operators and the test suites of clients ask a node over its system account. */
final class TrainingServices {
    private static final List<String> SERVICES =
            List.of("IDZ", "STATSZ", "VARZ", "CONNZ", "SUBSZ", "ACCOUNTZ", "JSZ", "HEALTHZ");

    private TrainingServices() {}

    static void play(int port) throws IOException {
        try (TrainingClient operator = new TrainingClient(port, "system", "training")) {
            operator.send(
                    "SUB _INBOX.training.* 1\r\nSUB $SYS.ACCOUNT.*.CONNECT 2\r\nSUB $SYS.ACCOUNT.*.DISCONNECT 3\r\n");
            operator.request("$SYS.REQ.SERVER.PING", "");
            for (String service : SERVICES) {
                operator.request("$SYS.REQ.SERVER.PING." + service, "{}");
            }
            operator.request("$SYS.REQ.ACCOUNT.TRAINING.CONNZ", "");
            operator.request("$SYS.REQ.ACCOUNT.PING.STATZ", "");
            operator.request("$SYS.REQ.USER.INFO", "");
            try (TrainingClient visitor = new TrainingClient(port)) {
                operator.delivered("2");
                visitor.send("SUB _INBOX.training.* 1\r\n");
                visitor.request("$SYS.REQ.USER.INFO", "");
            }
            operator.delivered("3");
        }
    }
}
