package io.vagus.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.simulation.StreamModel.Expected;
import io.vagus.simulation.StreamModel.Kind;
import io.vagus.simulation.StreamModel.Sent;
import io.vagus.simulation.StreamModel.Stored;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Publishers, and what they should hear: of one message, of batches, of fast ones. */
final class Publishers {

    private final Scene scene;

    Publishers(Scene scene) {
        this.scene = scene;
    }

    void publish(StreamModel stream) {
        String subject = scene.subject(stream);
        StringBuilder headers = new StringBuilder();
        String id = "";
        long ttl = 0;
        if (stream.windowNanos > 0 && scene.random.nextInt(3) == 0) {
            id = "id-" + scene.random.nextInt(Math.max(1, scene.messages / 3), scene.messages + 10);
            headers.append("Nats-Msg-Id: ").append(id).append("\r\n");
        }
        boolean retains = stream.retains();
        // Whether a start still finds the id of a message whose time is over depends on when it was removed.
        if (id.isEmpty() && retains && scene.random.nextInt(8) == 0) {
            ttl = 1 + scene.random.nextInt(10);
            headers.append("Nats-TTL: ").append(ttl).append("s\r\n");
        }
        boolean rollup = stream.allowsRollup() && scene.random.nextInt(20) == 0;
        if (rollup) {
            headers.append("Nats-Rollup: sub\r\n");
        }
        int refusal = 0;
        if (!scene.faulty && retains && scene.random.nextInt(stream.kind == Kind.BUCKET ? 2 : 10) == 0) {
            long is = stream.lastOf(subject);
            long said = scene.random.nextInt(3) == 0 ? Math.max(0, is - scene.random.nextInt(3)) : is;
            headers.append("Nats-Expected-Last-Subject-Sequence: ").append(said).append("\r\n");
            refusal = said == is ? 0 : 10071;
        }
        if (!scene.faulty && scene.random.nextInt(15) == 0) {
            long said = scene.random.nextBoolean() ? stream.last : Math.max(0, stream.last - scene.random.nextInt(3));
            headers.append("Nats-Expected-Last-Sequence: ").append(said).append("\r\n");
            refusal = said == stream.last ? refusal : 10071;
        }
        String last = stream.lastMessageId;
        if (!scene.faulty && last != null && !last.isEmpty() && scene.random.nextInt(15) == 0) {
            String said = scene.random.nextBoolean() ? last : "another";
            headers.append("Nats-Expected-Last-Msg-Id: ").append(said).append("\r\n");
            boolean first = refusal == 0 && (id.isEmpty() || stream.duplicateOf(id, scene.node.now) == 0);
            refusal = first && !said.equals(last) ? 10070 : refusal;
        }
        Sent message = new Sent(subject, scene.text(), id, ttl, rollup);
        publish(stream, message, headers.toString(), refusal);
    }

    void publish(StreamModel stream, Sent message, String headers, int refusal) {
        Expected expected = null;
        if (scene.faulty) {
            stream.sent.put(message.text(), message);
        } else if (refusal != 0) {
            expected = Expected.refused(refusal);
        } else {
            expected = stream.publish(message, scene.node.now, scene.isWanted(stream, message.subject()));
            scene.giveUp(stream, expected.removed());
        }
        Expected should = expected;
        SimulatedNode.Listener answer = scene.random.nextInt(10) == 0 && !scene.faulty
                ? null
                : got -> acknowledged(stream, message, should, got.text());
        scene.node.publish(message.subject(), headers, message.text().getBytes(UTF_8), answer);
    }

    void acknowledged(StreamModel stream, Sent message, @Nullable Expected expected, String text) {
        JsonNode answer = Observed.json(text);
        long sequence = answer.path("seq").asLong();
        int error = answer.path("error").path("err_code").asInt();
        if (expected == null) {
            if (error == 0 && !answer.has("duplicate")) {
                scene.count(Scene.Event.ACKNOWLEDGED);
                stream.promised.put(sequence, new Stored(sequence, 0, message));
            } else {
                scene.count(Scene.Event.REFUSED);
            }
            return;
        }
        assertThat(error).as("%s to %s", text, message).isEqualTo(expected.error());
        if (error != 0) {
            scene.count(Scene.Event.REFUSED);
            return;
        }
        assertThat(sequence).as("%s to %s", text, message).isEqualTo(expected.sequence());
        assertThat(answer.path("duplicate").asBoolean())
                .as("%s to %s", text, message)
                .isEqualTo(expected.duplicate());
        if (expected.duplicate()) {
            scene.count(Scene.Event.DUPLICATE);
            stream.ever.getOrDefault(sequence, List.of()).stream()
                    .filter(each -> each.sent().messageId().equals(message.messageId()))
                    .forEach(each -> stream.promised.put(sequence, each));
        } else {
            scene.count(Scene.Event.ACKNOWLEDGED);
            stream.promise(expected);
        }
    }

    void batch() {
        if (scene.faulty) {
            return;
        }
        StreamModel stream = scene.plain();
        String id = "batch-" + ++scene.names;
        int size = 1 + scene.random.nextInt(6);
        List<Expected> expected = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            Sent message = new Sent(scene.subject(stream), scene.text(), "", 0, false);
            expected.add(stream.publish(message, scene.node.now, true));
            String headers = "Nats-Batch-Id: " + id + "\r\nNats-Batch-Sequence: " + i + "\r\n";
            boolean isLast = i == size;
            scene.node.publish(
                    message.subject(),
                    headers + (isLast ? "Nats-Batch-Commit: 1\r\n" : ""),
                    message.text().getBytes(UTF_8),
                    isLast ? got -> committed(stream, expected, size, got.text()) : null);
        }
    }

    void committed(StreamModel stream, List<Expected> expected, int size, String text) {
        JsonNode answer = Observed.json(text);
        assertThat(answer.path("count").asInt()).as(text).isEqualTo(size);
        assertThat(answer.path("seq").asLong())
                .as(text)
                .isEqualTo(expected.getLast().sequence());
        expected.forEach(stream::promise);
        scene.count(Scene.Event.BATCH);
    }

    void fastBatch() {
        StreamModel stream = scene.plain();
        String id = "fast-" + ++scene.names;
        int size = 2 + scene.random.nextInt(40);
        List<Expected> expected = new ArrayList<>();
        List<Sent> all = new ArrayList<>();
        String inbox = "fast." + id;
        boolean mayFail = scene.faulty;
        scene.node.listen(inbox + ".>", got -> {
            JsonNode answer = Observed.json(got.text());
            assertThat(mayFail || scene.faulty || !answer.has("error"))
                    .as(got.text())
                    .isTrue();
            boolean flows = answer.path("type").asText().equals("ack");
            long stored =
                    flows ? answer.path("seq").asLong() : answer.path("count").asLong();
            if (!scene.faulty) {
                expected.stream().limit(stored).forEach(stream::promise);
            } else if (answer.has("count") && stored == size) {
                long first = answer.path("seq").asLong() - size + 1;
                for (int i = 0; i < size; i++) {
                    stream.promised.put(first + i, new Stored(first + i, 0, all.get(i)));
                }
            }
            scene.count(Scene.Event.FAST_BATCH);
        });
        for (int i = 1; i <= size; i++) {
            Sent message = new Sent(scene.subject(stream), scene.text(), "", 0, false);
            all.add(message);
            stream.sent.put(message.text(), message);
            if (!scene.faulty) {
                expected.add(stream.publish(message, scene.node.now, true));
            }
            int operation = i == 1 ? 0 : i == size ? 2 : 1;
            scene.node.publish(
                    message.subject(),
                    inbox + "." + id + ".4.fail." + i + "." + operation + ".$FI",
                    "",
                    message.text().getBytes(UTF_8));
            if (scene.random.nextInt(6) == 0) {
                scene.pace();
            }
        }
    }
}
