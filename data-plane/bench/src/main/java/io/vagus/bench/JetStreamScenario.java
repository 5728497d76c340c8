package io.vagus.bench;

import java.util.List;

/** One row of the comparison of JetStream. */
sealed interface JetStreamScenario {
    String name();

    /** When the two servers write to disk. */
    Durability durability();

    /** What both servers are told, or not told, about synchronising. */
    enum Durability {
        /** Nothing: ours acknowledges what is on disk, nats-server what it will write some time. */
        DEFAULTS,
        /** Both acknowledge what is on disk. */
        ALWAYS,
        /** Both synchronise every two minutes. */
        LAZY
    }

    static List<JetStreamScenario> all() {
        return List.of(
                new Publish("js-128B-default", 128, 1024, Durability.DEFAULTS),
                new Publish("js-1KiB-default", 1024, 1024, Durability.DEFAULTS),
                new Publish("js-128B-always", 128, 1024, Durability.ALWAYS),
                new Publish("js-1KiB-always", 1024, 1024, Durability.ALWAYS),
                new Publish("js-128B-lazy", 128, 1024, Durability.LAZY),
                new Publish("js-1KiB-lazy", 1024, 1024, Durability.LAZY),
                new Publish("js-one-always", 128, 1, Durability.ALWAYS),
                new Publish("js-one-lazy", 128, 1, Durability.LAZY),
                new Pull("js-pull", 128, Durability.DEFAULTS),
                new KeyValue("kv-put", true, Durability.DEFAULTS),
                new KeyValue("kv-put-lazy", true, Durability.LAZY),
                new KeyValue("kv-get", false, Durability.DEFAULTS),
                new Create("js-create-streams", false, Durability.DEFAULTS),
                new Create("js-create-consumers", true, Durability.DEFAULTS));
    }

    default boolean isTimed() {
        return this instanceof Publish publish && publish.window() == 1
                || this instanceof Create create && !create.consumers();
    }

    /**
     * One publisher to a stream on disk.
     *
     * @param window how many messages wait for their acknowledgements at the most
     */
    record Publish(String name, int payloadBytes, int window, Durability durability) implements JetStreamScenario {}

    /** One client takes a filled stream through a pull consumer, 500 messages a request, acknowledging each. */
    record Pull(String name, int payloadBytes, Durability durability) implements JetStreamScenario {}

    /** Puts to, or gets from, 10,000 keys of a bucket, 256 at a time. */
    record KeyValue(String name, boolean put, Durability durability) implements JetStreamScenario {}

    /** Makes streams one after the other, or consumers of one stream 256 at a time; files for all of them. */
    record Create(String name, boolean consumers, Durability durability) implements JetStreamScenario {}
}
