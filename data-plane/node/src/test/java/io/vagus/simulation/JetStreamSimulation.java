package io.vagus.simulation;

import static io.vagus.simulation.SimulatedNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.simulation.StreamModel.Kind;
import io.vagus.simulation.StreamModel.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One run: publishers, consumers, operators, a disk that fills up and fails, ends of the process and of the machine, all out of one seed. Each answer is compared with a
 * naive model; after each start what clients were told is looked for.
 */
final class JetStreamSimulation {

    /** How often in a row everybody who behaves may be owed no less than before; an acknowledgement waits for up to 5 s. */
    private static final int MOST_IDLE = 60;

    private static final int LEAST_IDLE = 20;
    private final Scene scene;
    private final Oracle oracle;
    private final Publishers publishers;
    private final Subscribers subscribers;
    private final Operators operators;
    private final Faults faults;

    JetStreamSimulation(long seed) {
        scene = new Scene(seed);
        oracle = new Oracle(scene);
        publishers = new Publishers(scene);
        subscribers = new Subscribers(scene);
        operators = new Operators(scene, oracle, subscribers);
        faults = new Faults(scene, oracle, publishers, subscribers, operators);
    }

    /** What has happened, and how often. */
    Map<Scene.Event, Integer> events() {
        return scene.events;
    }

    /** What clients have got until now, as one number. */
    String history() {
        return scene.node.history();
    }

    void play(int steps) {
        scene.node.start();
        List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
        kinds.remove(Kind.PLAIN);
        while (kinds.size() > 3) {
            kinds.remove(scene.random.nextInt(kinds.size()));
        }
        kinds.add(Kind.PLAIN);
        kinds.forEach(kind -> operators.create(new StreamModel(kind.name(), kind, scene.random)));
        if (scene.random.nextInt(3) == 0) {
            scene.copies = new Copies(scene.node, scene.observed);
            scene.copies.create(scene.plain().name);
        }
        for (int i = 0; i < steps; i++) {
            try {
                step();
                scene.pace();
            } catch (RuntimeException e) {
                if (!scene.node.disk.crashed) {
                    throw e;
                }
            }
            if (scene.node.disk.crashed) {
                faults.restart(Scene.End.POWER);
            }
        }
        scene.node.disk.crashAt = Long.MAX_VALUE;
        drain();
        faults.restart(Scene.End.STOP);
    }

    void step() {
        int dice = scene.random.nextInt(1000);
        if (dice < 400) {
            publishers.publish(scene.any(scene.streams));
        } else if (dice < 420) {
            publishers.batch();
        } else if (dice < 440) {
            publishers.fastBatch();
        } else if (dice < 560) {
            subscribers.pull(scene.any(scene.consumers));
        } else if (dice < 780) {
            subscribers.answer(scene.any(scene.consumers));
        } else if (dice < 860) {
            scene.pass(
                    scene.random.nextInt(3) == 0
                            ? scene.random.nextLong(3 * SECOND)
                            : scene.random.nextLong(200_000_000L));
        } else if (dice < 900) {
            scene.node.quiesce();
        } else if (dice < 915) {
            operators.purge(scene.any(scene.streams));
        } else if (dice < 930) {
            operators.delete(scene.any(scene.streams));
        } else if (dice < 960) {
            operators.read(scene.any(scene.streams));
        } else if (dice < 965) {
            operators.update(scene.any(scene.streams));
        } else if (dice < 967) {
            operators.again(scene.any(scene.streams));
        } else if (dice < 969) {
            operators.restore(scene.any(scene.streams));
        } else if (dice < 973) {
            operators.again(scene.any(scene.consumers));
        } else if (dice < 978) {
            faults.fault();
        } else if (dice < 983) {
            faults.restart(Scene.End.KILL);
        } else if (dice < 985) {
            faults.restart(Scene.End.STOP);
        } else if (dice < 992) {
            if (scene.always) {
                scene.node.disk.crashAt =
                        scene.node.disk.operations + 1 + scene.random.nextInt(scene.random.nextBoolean() ? 12 : 150);
            }
        } else {
            scene.node.quiesce();
            scene.streams.forEach(each -> oracle.check(each, null));
            scene.consumers.forEach(oracle::checkCounts);
            if (scene.copies != null && !scene.node.disk.crashed) {
                scene.copies.check(scene.plain());
            }
            scene.count(Scene.Event.CHECK);
        }
    }

    /** Everybody behaves: in the end nothing is owed. */
    void drain() {
        long least = Long.MAX_VALUE;
        for (int idle = 0; idle < MOST_IDLE && (least > 0 || idle < LEAST_IDLE); idle++) {
            for (ConsumerModel consumer : scene.consumers) {
                subscribers.pull(consumer);
            }
            scene.node.quiesce();
            for (ConsumerModel consumer : scene.consumers) {
                for (ConsumerModel.Open each : consumer.openNow()) {
                    consumer.open.remove(each.sequence());
                    subscribers.settle(consumer, each, "+ACK", got -> subscribers.confirmed(consumer, each.sequence()));
                }
            }
            scene.node.quiesce();
            scene.pass(SECOND / 2);
            long owed = scene.consumers.stream().mapToLong(oracle::owed).sum() + oracle.missing();
            idle = owed < least ? 0 : idle;
            least = Math.min(least, owed);
        }
        scene.node.quiesce();
        for (StreamModel stream : scene.streams) {
            oracle.check(stream, null);
            for (Stored each : stream.present.values()) {
                for (ConsumerModel consumer : scene.concerned(each)) {
                    assertThat(consumer.mayBeDoneWith(each.sequence()))
                            .as("%s of %s owes %s", consumer.name, stream.name, each.sequence())
                            .isTrue();
                }
            }
        }
        scene.consumers.forEach(oracle::checkCounts);
        assertThat(oracle.missing()).as("messages that copies do not have").isZero();
        if (scene.copies != null) {
            scene.copies.check(scene.plain());
        }
    }
}
