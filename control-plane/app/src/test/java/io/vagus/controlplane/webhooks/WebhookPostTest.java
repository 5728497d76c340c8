package io.vagus.controlplane.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A name is looked up once, judged, and the connection goes to the address that was judged. */
class WebhookPostTest {

    private static final String NAME = "hooks.invalid";

    private final Queue<String> hosts = new ConcurrentLinkedQueue<>();
    private final Deque<List<String>> answers = new ArrayDeque<>();
    private final Vertx vertx = Vertx.vertx();
    private HttpServer inside;

    @BeforeEach
    void listen() throws IOException {
        inside = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        inside.createContext("/", exchange -> {
            hosts.add(String.valueOf(exchange.getRequestHeaders().getFirst("Host")));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        inside.start();
    }

    @AfterEach
    void stop() throws Exception {
        inside.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void theAddressThatWasJudgedIsTheOneThatIsCalled() throws IOException {
        answers.add(List.of("127.0.0.1"));

        int status = post(true);

        assertThat(status).isEqualTo(204);
        assertThat(hosts).containsExactly(NAME + ":" + port());
        assertThat(answers).as("a second look-up would have failed").isEmpty();
    }

    @Test
    void aSecondAnswerOfTheNameServerOpensNothing() {
        answers.add(List.of("127.0.0.1"));
        answers.add(List.of("1.1.1.1"));

        assertThatThrownBy(() -> post(false)).hasMessageContaining("not public");

        assertThat(answers).as("looked up once").hasSize(1);
        assertThat(hosts).isEmpty();
    }

    @Test
    void oneInnerAddressAmongOthersIsOneTooMany() {
        answers.add(List.of("1.1.1.1", "10.0.0.7"));

        assertThatThrownBy(() -> post(false)).hasMessageContaining("not public");
    }

    private int post(boolean insideAllowed) throws IOException {
        return new WebhookPost(vertx, false, this::addresses)
                .send("http://" + NAME + ":" + port() + "/hook", Map.of(), "{}", insideAllowed);
    }

    private InetAddress[] addresses(String host) throws java.net.UnknownHostException {
        assertThat(host).isEqualTo(NAME);
        List<String> found = answers.remove();
        InetAddress[] addresses = new InetAddress[found.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = InetAddress.getByAddress(
                    NAME, InetAddress.getByName(found.get(i)).getAddress());
        }
        return addresses;
    }

    private int port() {
        return inside.getAddress().getPort();
    }
}
