package io.vagus.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.account.TraceDestination;
import io.vagus.subject.SubjectMapping;
import io.vagus.subject.SubjectMappings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageTraceTest {

    private RunningNode running;
    private RawClient client;
    private RawClient tracer;

    @BeforeEach
    void start() throws IOException {
        running = new RunningNode();
        client = running.client();
        tracer = running.client();
        tracer.exchange("SUB trace 1\r\n");
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        tracer.close();
        running.close();
    }

    private static String publish(String subject, String... headers) {
        String block = "NATS/1.0\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
        return "HPUB " + subject + " " + block.length() + " " + (block.length() + 2) + "\r\n" + block + "hi\r\n";
    }

    @Test
    void tellsWhoGetsAMessage() throws Exception {
        running.accounts
                .global()
                .mappings(SubjectMappings.of(
                        List.of(SubjectMapping.of("foo", List.of(SubjectMapping.Destination.whole("bar")), ""))));
        String got = client.exchange("SUB bar q 1\r\n" + publish("foo", "Nats-Trace-Dest: trace", "Other: x"));

        assertThat(got).startsWith("HMSG bar 1").endsWith("hi\r\n");
        assertThat(tracer.exchange(""))
                .contains("\"request\":{\"header\":{\"Nats-Trace-Dest\":[\"trace\"],\"Other\":[\"x\"]},\"msgsize\":")
                .containsSubsequence(
                        "{\"type\":\"in\",",
                        "\"acc\":\"$G\",\"subj\":\"foo\"}",
                        "{\"type\":\"sm\",",
                        "\"to\":\"bar\"}",
                        "{\"type\":\"eg\",",
                        "\"sub\":\"bar\",\"queue\":\"q\"}");
    }

    @Test
    void deliversNothingWhenAMessageIsOnlyTraced() throws IOException {
        String request = publish("foo", "Nats-Trace-Dest: trace", "Nats-Trace-Only: true");

        assertThat(client.exchange("SUB foo 1\r\n" + request)).isEmpty();
        assertThat(tracer.exchange("")).contains("\"type\":\"eg\"");
    }

    @Test
    void tracesSampledMessagesOfADistributedTraceToTheAccountsDestination() throws IOException {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-";
        client.exchange(publish("foo", "traceparent: " + parent + "01"));
        assertThat(tracer.exchange("")).isEmpty();
        running.accounts.global().traceDestination(new TraceDestination("trace", 100));
        client.exchange(publish("foo", "TraceParent: " + parent + "00"));
        assertThat(tracer.exchange("")).isEmpty();
        client.exchange(publish("foo", "TraceParent: " + parent + "01"));
        assertThat(tracer.exchange("")).contains("\"TraceParent\":[\"" + parent + "01\"]");
    }

    @Test
    void leavesMessagesWithoutAValidDestinationAlone() throws IOException {
        client.exchange("SUB foo 1\r\n");
        for (String destination : List.of("trace.*", "trace disabled", "")) {
            assertThat(client.exchange(publish("foo", "Nats-Trace-Dest: " + destination)))
                    .contains("Nats-Trace-Dest: " + destination);
        }
        assertThat(tracer.exchange("")).isEmpty();
    }
}
