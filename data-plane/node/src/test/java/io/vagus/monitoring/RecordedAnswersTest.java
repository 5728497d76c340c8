package io.vagus.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every question in {@code recorded.json} gets an answer of the form that nats-server 2.15.2 gave in the same situation: the
 * same status, the same fields with the same types in the same order, the same texts where it refused.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedAnswersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> recorded = read();
    private MonitoredNode node;
    private NatsSocket system;
    private NatsSocket one;
    private NatsSocket two;

    private static List<JsonNode> read() {
        try (InputStream in = RecordedAnswersTest.class.getResourceAsStream("recorded.json")) {
            List<JsonNode> all = new ArrayList<>();
            JSON.readTree(in).forEach(all::add);
            return all;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeAll
    void putTheNodeIntoTheSameSituation() throws Exception {
        node = new MonitoredNode();
        system = node.connect("sys", "admin");
        system.flush("");
        one = node.connect("a", "one");
        one.flush("SUB foo 1\r\nSUB foo q 2\r\nSUB bar.* 3\r\nUNSUB 3 10\r\n");
        two = node.connect("a", "two");
        two.flush("PUB foo 5\r\nhello\r\n");
        NatsSocket gone = node.connect("b", "gone");
        gone.flush("SUB zz 1\r\n");
        gone.close();
        await().until(() -> node.node.closedConnections().size() == 1);
        node.connect("b", "wrong", "bad");
        await().until(() -> node.node.closedConnections().size() == 2);
    }

    @AfterAll
    void stop() throws Exception {
        for (NatsSocket client : List.of(system, one, two)) {
            client.close();
        }
        node.close();
    }

    List<String> requests() {
        return recorded.stream()
                .filter(each -> each.has("status") || each.has("body"))
                .map(each -> each.path("request").asText() + " "
                        + each.path("body").asText("") + " #" + recorded.indexOf(each))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void answersAsRecorded(String request) throws Exception {
        JsonNode expected = recorded.get(Integer.parseInt(request.substring(request.lastIndexOf('#') + 1)));
        if (expected.has("status")) {
            overHttp(expected);
        } else {
            inTheSystemAccount(expected);
        }
    }

    private void overHttp(JsonNode expected) throws Exception {
        String[] request = expected.path("request").asText().split(" ", 2);
        HttpResponse<String> answer = node.http(request[0], request[1]);

        assertThat(answer.statusCode()).isEqualTo(expected.path("status").asInt());
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .isEqualTo(expected.path("contentType").asText());
        compare(expected, answer.body());
    }

    private void inTheSystemAccount(JsonNode expected) throws Exception {
        String[] request = expected.path("request").asText().split(" ", 2);
        NatsSocket client = request[0].equals("SYS") ? system : one;
        String body = expected.path("body").asText();
        long cid = node.node.connections(false).stream()
                .filter(info -> "one".equals(info.name()))
                .findFirst()
                .orElseThrow()
                .id();
        String subject = request[1].replace("<id>", "NSERVER");
        body = body.replace("<cid>", Long.toString(cid));
        if (expected.path("silent").asBoolean()) {
            assertThat(client.askInVain(subject, body)).isNull();
            return;
        }
        NatsSocket.Received answer = client.ask(subject, body, "");
        String text = answer.headers() + answer.text();
        compare(expected, text);
        if (expected.has("error")) {
            assertThat(JSON.readTree(text).path("error")).isEqualTo(expected.path("error"));
        }
    }

    private void compare(JsonNode expected, String answer) throws JsonProcessingException {
        if (expected.has("text")) {
            assertThat(answer.replace("NSERVER", "<id>"))
                    .isEqualTo(expected.path("text").asText());
            return;
        }
        Set<String> shape = new LinkedHashSet<>();
        shape(JSON.readTree(answer), "", shape);
        if (expected.path("server").asBoolean()) {
            List<String> server =
                    shape.stream().filter(line -> line.startsWith("server.")).toList();
            assertThat(server).isEqualTo(lines(recorded.getFirst().path("shape")));
            shape.removeIf(line -> line.startsWith("server."));
        }
        List<String> wanted = lines(expected.path("shape"));
        assertThat(shape).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(outer(List.copyOf(shape))).isEqualTo(outer(wanted));
    }

    private static List<String> lines(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** The order of what stands in no array: members of arrays come in any order there, too. */
    private static List<String> outer(List<String> shape) {
        return shape.stream().filter(line -> !line.contains("[]")).toList();
    }

    private static void shape(JsonNode node, String path, Set<String> into) {
        if (node.isContainerNode() && node.isEmpty()) {
            into.add(path + (node.isArray() ? " []" : " {}"));
        } else if (node.isObject()) {
            node.fields().forEachRemaining(field -> {
                String name = path.endsWith("http_req_stats") ? "*" : field.getKey();
                shape(field.getValue(), path.isEmpty() ? name : path + "." + name, into);
            });
        } else if (node.isArray()) {
            node.forEach(each -> shape(each, path + "[]", into));
        } else {
            into.add(path + " " + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
        }
    }
}
