package io.vagus.simulation;

import static io.vagus.simulation.SimulatedNode.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.simulation.StreamModel.Kind;
import io.vagus.simulation.StreamModel.Sent;
import io.vagus.simulation.StreamModel.Stored;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Clients of consumers: they ask for messages, look at what comes, and answer it, or not. */
final class Subscribers {

    private final Scene scene;

    Subscribers(Scene scene) {
        this.scene = scene;
    }

    void attach(ConsumerModel consumer) {
        for (String end : consumer.pinned ? List.of(".0", ".1") : List.of("")) {
            scene.node.listen(consumer.inbox + end, got -> delivered(consumer, end, got));
        }
    }

    void pull(ConsumerModel consumer) {
        if (consumer.push) {
            return;
        }
        String end = consumer.pinned ? "." + scene.random.nextInt(2) : "";
        String group = "";
        if (consumer.pinned) {
            String pin = consumer.pin.startsWith(end + " ") ? consumer.pin.substring(end.length() + 1) : "";
            group = ",\"group\":\"g\"" + (pin.isEmpty() ? "" : ",\"id\":\"" + pin + "\"");
        }
        String body = "{\"batch\":" + (1 + scene.random.nextInt(10))
                + (scene.random.nextBoolean()
                        ? ",\"no_wait\":true"
                        : ",\"expires\":" + (1 + scene.random.nextInt(4)) * SECOND)
                + group + "}";
        String subject = "$JS.API.CONSUMER.MSG.NEXT." + consumer.stream.name + "." + consumer.name;
        scene.node.publish(subject, consumer.inbox + end, "", body.getBytes(UTF_8));
    }

    void delivered(ConsumerModel consumer, String end, SimulatedNode.Message got) {
        if (!got.reply().startsWith("$JS.ACK.")) {
            return;
        }
        String[] tokens = got.reply().split("\\.");
        int n = tokens.length;
        long sequence = Long.parseLong(tokens[n - 4]);
        int times = Integer.parseInt(tokens[n - 5]);
        String what = consumer.stream.name + " > " + consumer.name + " " + sequence;
        StreamModel stream = consumer.stream;
        Sent sent = stream.sent.get(got.text());
        assertThat(sent).as("%s is what somebody sent", what).isNotNull();
        assertThat(got.subject()).as(what).isEqualTo(requireNonNull(sent).subject());
        assertThat(consumer.matches(sent.subject())).as(what).isTrue();
        if (!scene.faulty) {
            Stored stored = stream.ever.getOrDefault(sequence, List.of()).stream()
                    .filter(each -> each.sent().text().equals(got.text()))
                    .findFirst()
                    .orElse(null);
            assertThat(stored).as("%s stands there", what).isNotNull();
            stream.promised.put(sequence, requireNonNull(stored));
        } else if (stream.kind == Kind.PLAIN) {
            stream.promised.put(sequence, new Stored(sequence, 0, sent));
        }
        assertThat(consumer.isSettled(sequence))
                .as("%s was settled and comes again", what)
                .isFalse();
        consumer.uncertain.remove(sequence);
        Integer before = consumer.deliveries.get(sequence);
        assertThat(before == null || times == before + 1)
                .as("%s comes for the %s. time after the %s.", what, times, before)
                .isTrue();
        consumer.deliveries.put(sequence, times);
        consumer.received.merge(sequence, 1, Integer::sum);
        consumer.gaveUp |= consumer.isExhausted(sequence);
        if (consumer.maxDeliver > 0) {
            assertThat(times).as(what).isLessThanOrEqualTo(consumer.maxDeliver);
        }
        Long at = consumer.lastDelivered.put(sequence, got.at());
        if (times == 1) {
            assertThat(sequence).as("%s: first deliveries go up", what).isGreaterThan(consumer.highest);
            consumer.highest = sequence;
            scene.count(Scene.Event.DELIVERED);
        } else {
            scene.count(Scene.Event.REDELIVERED);
            if (!consumer.hurried.remove(sequence) && at != null) {
                assertThat(got.at() - at)
                        .as("%s comes again before its time", what)
                        .isGreaterThanOrEqualTo(consumer.ackWaitNanos);
            }
        }
        if (consumer.pinned) {
            String pin = got.header("Nats-Pin-Id");
            assertThat(pin).as(what).isNotEmpty();
            assertThat(consumer.pin.endsWith(" " + pin) && !consumer.pin.startsWith(end + " "))
                    .as("%s comes to another than the pinned client", what)
                    .isFalse();
            consumer.pin = end + " " + pin;
        }
        consumer.open.put(sequence, new ConsumerModel.Open(sequence, got.reply()));
    }

    void answer(ConsumerModel consumer) {
        if (consumer.open.isEmpty()) {
            return;
        }
        ConsumerModel.Open open = scene.any(consumer.openNow());
        consumer.open.remove(open.sequence());
        switch (scene.random.nextInt(10)) {
            case 0 -> hurry(consumer, open, "-NAK");
            case 1 -> hurry(consumer, open, "-NAK {\"delay\":700000000}");
            case 2 -> settle(consumer, open, "+TERM", null);
            case 3 -> {} // The client forgets it.
            case 4 -> {
                // What is already due comes nevertheless.
                consumer.lastDelivered.computeIfPresent(
                        open.sequence(),
                        (sequence, at) -> scene.node.now - at < consumer.ackWaitNanos ? scene.node.now : at);
                scene.node.publish(open.reply(), "", "+WPI".getBytes(UTF_8), null);
            }
            case 5, 6 -> settle(consumer, open, "+ACK", got -> confirmed(consumer, open.sequence()));
            default -> settle(consumer, open, "+ACK", null);
        }
    }

    void hurry(ConsumerModel consumer, ConsumerModel.Open open, String word) {
        consumer.hurried.add(open.sequence());
        scene.node.publish(open.reply(), "", word.getBytes(UTF_8), null);
    }

    void settle(ConsumerModel consumer, ConsumerModel.Open open, String word, SimulatedNode.@Nullable Listener answer) {
        consumer.settled.add(open.sequence());
        scene.node.publish(open.reply(), "", word.getBytes(UTF_8), answer);
    }

    void confirmed(ConsumerModel consumer, long sequence) {
        consumer.confirmed.add(sequence);
        scene.count(Scene.Event.CONFIRMED);
    }
}
