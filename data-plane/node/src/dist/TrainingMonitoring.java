import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** What operators and the test suites of clients ask a node, over its system account and its monitoring port. */
final class TrainingMonitoring {
    private static final List<String> SERVICES =
            List.of("IDZ", "STATSZ", "VARZ", "CONNZ", "SUBSZ", "ACCOUNTZ", "JSZ", "HEALTHZ");
    private static final List<String> PAGES = List.of(
            "/",
            "/varz",
            "/connz",
            "/connz?subs=1&auth=1&state=any",
            "/subsz",
            "/accountz",
            "/jsz",
            "/jsz?accounts=1&streams=1&consumers=1&config=1",
            "/healthz",
            "/healthz?js-enabled-only=true",
            "/accstatz");

    private TrainingMonitoring() {}

    static void play(int port, int monitoringPort) throws IOException, InterruptedException {
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
        try (HttpClient browser = HttpClient.newHttpClient()) {
            for (String page : PAGES) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + monitoringPort + page))
                        .build();
                browser.send(request, HttpResponse.BodyHandlers.ofByteArray());
            }
        }
    }
}
