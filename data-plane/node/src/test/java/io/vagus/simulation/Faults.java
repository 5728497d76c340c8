package io.vagus.simulation;

import static io.vagus.simulation.SimulatedNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.simulation.StreamModel.Sent;
import io.vagus.storage.StorageException;
import java.util.List;

/** What goes wrong: disks that are full or fail, ends of the process and of the machine; and what has to be there after a start. */
final class Faults {

    private final Scene scene;
    private final Oracle oracle;
    private final Publishers publishers;
    private final Subscribers subscribers;
    private final Operators operators;

    Faults(Scene scene, Oracle oracle, Publishers publishers, Subscribers subscribers, Operators operators) {
        this.scene = scene;
        this.oracle = oracle;
        this.publishers = publishers;
        this.subscribers = subscribers;
        this.operators = operators;
    }

    void fault() {
        scene.node.quiesce();
        if (scene.node.disk.crashed || scene.node.disk.crashAt != Long.MAX_VALUE) {
            return;
        }
        scene.faulty = true;
        scene.plain().promised.keySet().retainAll(scene.plain().present.keySet());
        Scene.Event what =
                scene.any(List.of(Scene.Event.NO_SPACE, Scene.Event.FAILED_DEVICE, Scene.Event.FAILED_READS));
        switch (what) {
            case NO_SPACE -> scene.node.disk.capacity = scene.node.disk.used() + scene.random.nextInt(4000);
            case FAILED_DEVICE -> scene.node.disk.failAt = scene.node.disk.operations + 1 + scene.random.nextInt(40);
            default -> scene.node.disk.readsFailOneIn = 1 + scene.random.nextInt(8);
        }
        for (int i = 20 + scene.random.nextInt(60); i > 0; i--) {
            if (what == Scene.Event.FAILED_READS && scene.random.nextInt(4) == 0) {
                operators.read(scene.any(scene.streams));
            }
            switch (scene.random.nextInt(8)) {
                case 0 -> subscribers.pull(scene.any(scene.consumers));
                case 1, 2 -> subscribers.answer(scene.any(scene.consumers));
                case 3 -> scene.pass(scene.random.nextLong(200_000_000L));
                case 4 -> publishers.fastBatch();
                default -> publishers.publish(scene.plain());
            }
            scene.pace();
        }
        scene.node.disk.failAt = Long.MAX_VALUE;
        scene.node.disk.capacity = Long.MAX_VALUE;
        scene.node.disk.readsFailOneIn = 0;
        scene.count(what);
        if (what == Scene.Event.NO_SPACE) {
            scene.node.quiesce();
            int before = scene.events.getOrDefault(Scene.Event.ACKNOWLEDGED, 0);
            publishers.publish(
                    scene.plain(), new Sent(scene.subject(scene.plain()), scene.text(), "", 0, false), "", 0);
            scene.node.quiesce();
            assertThat(scene.events.getOrDefault(Scene.Event.ACKNOWLEDGED, 0))
                    .as("a message is stored when there is room again; the node said %s", scene.node.errors)
                    .isEqualTo(before + 1);
        }
        if (what == Scene.Event.FAILED_READS && scene.random.nextBoolean()) {
            goOn();
        } else {
            restart(scene.any(List.of(Scene.End.values())));
        }
    }

    /** What could not be read is read when it can be: nobody has to start anything anew. */
    private void goOn() {
        for (int i = 0; i < 3; i++) {
            scene.node.quiesce();
            scene.pass(SECOND);
        }
        scene.node.quiesce();
        oracle.check(scene.plain(), null);
        scene.faulty = false;
        scene.streams.forEach(each -> oracle.check(each, null));
        scene.consumers.forEach(oracle::checkCounts);
    }

    /** The device cannot be read when the node starts: whatever it makes of that, nothing is lost by it. */
    private void failToStart() {
        scene.node.disk.readsFailOneIn = 1 + scene.random.nextInt(6);
        try {
            scene.node.start();
            scene.node.quiesce();
        } catch (StorageException e) {
            // It says so, and does not start.
        }
        scene.node.disk.readsFailOneIn = 0;
        scene.node.kill();
        scene.count(Scene.Event.FAILED_START);
    }

    private void losePower() {
        scene.node.losePower();
        scene.torn = true;
    }

    void restart(Scene.End how) {
        boolean told = false;
        boolean exact = false;
        if (how == Scene.End.STOP) {
            scene.node.stop();
            told = !scene.faulty && !scene.node.disk.crashed;
            exact = !scene.faulty && !scene.node.disk.crashed;
            if (scene.node.disk.crashed) {
                losePower();
            }
        } else if (how == Scene.End.KILL || !scene.always) {
            if (scene.random.nextBoolean()) {
                scene.node.settle();
            }
            if (scene.node.disk.crashed) {
                losePower();
            } else {
                scene.node.kill();
            }
        } else {
            losePower();
        }
        scene.count(Scene.Event.valueOf(how.name()));
        boolean settled = told;
        scene.torn |= scene.faulty;
        scene.node.encryption(scene.encryption());
        scene.node.now += 1_000_000 + scene.random.nextInt(1_000_000);
        scene.node.disk.crashAt = Long.MAX_VALUE;
        if (scene.random.nextInt(8) == 0) {
            failToStart();
        }
        scene.node.errors.clear();
        scene.node.start();
        scene.streams.forEach(each -> each.expire(scene.node.now));
        boolean complete = exact;
        StreamModel before = scene.plain();
        for (StreamModel each : List.copyOf(scene.streams)) {
            find(each, settled, complete);
        }
        if (scene.copies != null && !scene.node.disk.crashed) {
            scene.copies.restarted(scene.plain(), scene.plain() != before || scene.changing == before);
        }
        scene.faulty = false;
        scene.changing = null;
        scene.isCreating = false;
        scene.changingConsumer = null;
        scene.node.quiesce();
        if (!scene.torn) {
            assertThat(scene.node.errors).as("nothing is damaged").isEmpty();
        }
    }

    /** What has become of a stream. */
    void find(StreamModel stream, boolean told, boolean exact) {
        JsonNode info = scene.observed.info(stream.name);
        boolean unsure = scene.changing == stream;
        if (info == null) {
            assertThat(unsure).as("%s is there", stream.name).isTrue();
            scene.streams.remove(stream);
            scene.consumers.removeIf(each -> each.stream == stream);
            operators.create(new StreamModel(stream.name, stream.kind, scene.random));
            return;
        }
        if (exact) {
            stream.present.values().forEach(each -> stream.promised.put(each.sequence(), each));
        }
        for (ConsumerModel each : List.copyOf(scene.consumers)) {
            if (each.stream == stream) {
                find(each, told);
            }
        }
        if (unsure && scene.isCreating) {
            assertThat(info.path("state").path("messages").asLong())
                    .as("a new stream is empty")
                    .isZero();
        }
        oracle.check(stream, told ? Scene.End.STOP : Scene.End.POWER);
        scene.restarted.forEach(oracle::checkFloor);
        scene.restarted.clear();
        if (scene.consumers.stream().noneMatch(each -> each.stream == stream)) {
            operators.equip(stream);
        }
    }

    void find(ConsumerModel consumer, boolean told) {
        JsonNode info = scene.observed.consumer(consumer.stream.name, consumer.name);
        if (info == null) {
            assertThat(scene.changingConsumer == consumer || scene.changing == consumer.stream)
                    .as("%s of %s is there", consumer.name, consumer.stream.name)
                    .isTrue();
            scene.consumers.remove(consumer);
            return;
        }
        consumer.restarted(told);
        subscribers.attach(consumer);
        scene.restarted.put(consumer, info);
    }
}
