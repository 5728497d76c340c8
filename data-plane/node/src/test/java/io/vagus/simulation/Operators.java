package io.vagus.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.simulation.StreamModel.Kind;
import io.vagus.simulation.StreamModel.Stored;
import java.util.ArrayList;
import java.util.List;

/** Those who make, change, empty, save and delete streams and consumers, and read what is in them. */
final class Operators {

    private final Scene scene;
    private final Oracle oracle;
    private final Subscribers subscribers;

    Operators(Scene scene, Oracle oracle, Subscribers subscribers) {
        this.scene = scene;
        this.oracle = oracle;
        this.subscribers = subscribers;
    }

    void purge(StreamModel stream) {
        if (scene.faulty) {
            return;
        }
        if (!stream.retains()) {
            // What is settled has left by now, and the model knows it.
            scene.node.quiesce();
            if (!scene.node.disk.crashed) {
                oracle.check(stream, null);
            }
            if (scene.node.disk.crashed) {
                return;
            }
        }
        String subject = scene.random.nextBoolean() ? scene.subject(stream) : null;
        long before = 0;
        long keep = 0;
        switch (scene.random.nextInt(4)) {
            case 0, 1 -> keep = 1 + scene.random.nextInt(10);
            case 2 -> before = Math.max(1, stream.last - scene.random.nextInt(20));
            default -> {}
        }
        String body = "{\"filter\":\"" + (subject == null ? "" : subject) + "\""
                + (before > 0 ? ",\"seq\":" + before : "") + (keep > 0 ? ",\"keep\":" + keep : "") + "}";
        List<Long> removed = stream.purge(subject, before, keep);
        scene.giveUp(stream, removed);
        scene.node.publish("$JS.API.STREAM.PURGE." + stream.name, "", body.getBytes(UTF_8), got -> {
            JsonNode answer = Observed.json(got.text());
            assertThat(answer.path("success").asBoolean()).as(got.text()).isTrue();
            assertThat(answer.path("purged").asInt()).as(body).isEqualTo(removed.size());
            stream.gone.addAll(removed);
            scene.count(Scene.Event.PURGED);
        });
    }

    void delete(StreamModel stream) {
        if (scene.faulty || stream.present.isEmpty() || !stream.retains()) {
            return;
        }
        long sequence = scene.any(new ArrayList<>(stream.present.keySet()));
        List<Long> removed = stream.delete(sequence);
        scene.giveUp(stream, removed);
        String body = "{\"seq\":" + sequence + ",\"no_erase\":" + scene.random.nextBoolean() + "}";
        scene.node.publish("$JS.API.STREAM.MSG.DELETE." + stream.name, "", body.getBytes(UTF_8), got -> {
            assertThat(Observed.json(got.text()).path("success").asBoolean())
                    .as(got.text())
                    .isTrue();
            stream.gone.addAll(removed);
            scene.count(Scene.Event.DELETED);
        });
    }

    void read(StreamModel stream) {
        // What is published to the others is known also while the disk fails.
        boolean mayFail = scene.faulty;
        if (mayFail && stream.kind == Kind.PLAIN || !stream.retains()) {
            return;
        }
        String subject = scene.subject(stream);
        long sequence = stream.lastOf(subject);
        Stored should = stream.present.get(sequence);
        // A mirror may answer for what it copies, and has what is gone there.
        boolean isMirrored = scene.copies != null && stream.kind == Kind.PLAIN;
        if (scene.random.nextBoolean() && !isMirrored) {
            scene.node.publish("$JS.API.DIRECT.GET." + stream.name + "." + subject, "", new byte[0], got -> {
                if (mayFail) {
                    assertThat(got.status().contains("500")
                                    || got.status().contains("404")
                                    || stream.ever.values().stream()
                                            .flatMap(List::stream)
                                            .anyMatch(each -> each.sent().text().equals(got.text())
                                                    && each.sent().subject().equals(subject)))
                            .as("%s is what was stored, perhaps not removed yet", got.text())
                            .isTrue();
                    return;
                }
                assertThat(got.text())
                        .as("last of %s", subject)
                        .isEqualTo(should == null ? "" : should.sent().text());
                assertThat(got.header("Nats-Sequence")).isEqualTo(should == null ? "" : Long.toString(sequence));
                scene.count(Scene.Event.READ);
            });
        } else {
            String body = "{\"last_by_subj\":\"" + subject + "\"}";
            scene.node.publish("$JS.API.STREAM.MSG.GET." + stream.name, "", body.getBytes(UTF_8), got -> {
                Observed.Read read = Observed.message(got.text());
                if (mayFail) {
                    // What has to go by then may still be there.
                    assertThat(read == null || read.subject().equals(subject)).isTrue();
                    return;
                }
                assertThat(read == null ? 0 : read.sequence()).as(body).isEqualTo(sequence);
                scene.count(Scene.Event.READ);
            });
        }
    }

    void update(StreamModel stream) {
        if (scene.faulty || stream.maxMessages < 0) {
            return;
        }
        scene.node.settle();
        stream.maxMessages = 5 + scene.random.nextInt(60);
        List<Long> removed = new ArrayList<>();
        stream.enforceTotal(removed);
        scene.giveUp(stream, removed);
        String answer = scene.node.ask("STREAM.UPDATE." + stream.name, stream.config());
        if (answer != null) {
            assertThat(answer).doesNotContain("\"error\"");
            scene.count(Scene.Event.UPDATED);
        }
    }

    void create(StreamModel stream) {
        scene.streams.add(stream);
        scene.changing = stream;
        scene.isCreating = true;
        String answer = scene.node.ask("STREAM.CREATE." + stream.name, stream.config());
        if (answer == null) {
            return;
        }
        assertThat(answer).doesNotContain("\"error\"").contains("\"messages\":0");
        scene.isCreating = false;
        scene.changing = null;
        equip(stream);
    }

    /** Gives a new stream its consumers. */
    void equip(StreamModel stream) {
        List<String> filters = switch (stream.kind) {
            case PLAIN -> List.of("", "b");
            case WORK -> scene.random.nextBoolean() ? List.of("") : List.of("a", "b");
            case INTEREST -> scene.random.nextBoolean() ? List.of("", "a") : List.of("a", "b");
            default -> List.of(scene.random.nextBoolean() ? "" : "c");
        };
        for (String filter : filters) {
            if (scene.node.disk.crashed) {
                // The one before was perhaps made, and this one is not asked for any more.
                return;
            }
            create(new ConsumerModel(stream, "C" + ++scene.names, filter, 0, scene.random));
        }
    }

    void create(ConsumerModel consumer) {
        scene.consumers.add(consumer);
        scene.changingConsumer = consumer;
        subscribers.attach(consumer);
        String answer = scene.node.ask(
                "CONSUMER.DURABLE.CREATE." + consumer.stream.name + "." + consumer.name, consumer.config());
        if (answer != null) {
            assertThat(answer).doesNotContain("\"error\"");
            // One that pushes is answered before it is durable.
            scene.node.quiesce();
            scene.changingConsumer = scene.node.disk.crashed ? consumer : null;
        }
    }

    void again(StreamModel stream) {
        if (scene.faulty) {
            return;
        }
        Copies of = stream.kind == Kind.PLAIN ? scene.copies : null;
        if (of != null) {
            of.delete();
        }
        scene.changing = stream;
        if (scene.node.ask("STREAM.DELETE." + stream.name, "") == null) {
            return;
        }
        scene.streams.remove(stream);
        scene.consumers.removeIf(each -> each.stream == stream);
        create(new StreamModel(stream.name, stream.kind, scene.random));
        if (of != null && !scene.node.disk.crashed) {
            of.create(stream.name);
        }
        scene.count(Scene.Event.STREAM_AGAIN);
    }

    /** An operator takes a backup, deletes the stream and takes the backup back. */
    void restore(StreamModel stream) {
        if (scene.faulty || stream.kind == Kind.PLAIN && scene.copies != null) {
            return;
        }
        scene.node.quiesce();
        if (scene.node.disk.crashed) {
            return;
        }
        oracle.check(stream, null);
        Backup backup = scene.node.disk.crashed ? null : Backup.of(scene.node, stream.name, ++scene.names);
        if (backup == null) {
            return;
        }
        scene.changing = stream;
        if (scene.node.ask("STREAM.DELETE." + stream.name, "") == null || !backup.putBack(stream.name)) {
            return;
        }
        scene.changing = null;
        scene.count(Scene.Event.RESTORED);
        for (ConsumerModel each : scene.consumers) {
            JsonNode info = each.stream != stream ? null : scene.observed.consumer(stream.name, each.name);
            if (info != null) {
                each.restarted(true);
                // What was delivered while the backup was on its way is not in it.
                each.deliveries.clear();
                each.highest = 0;
                scene.restarted.put(each, info);
            }
        }
        scene.node.now += 1_000_000;
        if (!scene.node.disk.crashed) {
            scene.streams.forEach(each -> each.expire(scene.node.now));
            oracle.check(stream, Scene.End.STOP);
            scene.restarted.forEach(oracle::checkFloor);
        }
        scene.restarted.clear();
    }

    void again(ConsumerModel consumer) {
        if (scene.faulty || consumer.stream.kind == Kind.WORK) {
            return;
        }
        scene.node.quiesce();
        scene.changingConsumer = consumer;
        // Where the node ends within, what only this one was interested in may have left before it.
        consumer.uncertain.addAll(consumer.stream.present.keySet());
        if (scene.node.ask("CONSUMER.DELETE." + consumer.stream.name + "." + consumer.name, "") == null) {
            return;
        }
        scene.changingConsumer = null;
        scene.consumers.remove(consumer);
        boolean retains = consumer.stream.kind != Kind.INTEREST;
        if (!retains) {
            consumer.stream.present.values().removeIf(each -> scene.isDone(consumer.stream, each));
        }
        long start = !retains || scene.random.nextBoolean() ? consumer.stream.last : 0;
        create(new ConsumerModel(consumer.stream, "C" + ++scene.names, consumer.filter, start, scene.random));
        scene.count(Scene.Event.CONSUMER_AGAIN);
    }
}
