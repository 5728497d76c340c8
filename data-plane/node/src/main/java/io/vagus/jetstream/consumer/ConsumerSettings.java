package io.vagus.jetstream.consumer;

/**
 * What is the same for all consumers of a node.
 *
 * @param serverVersion written into the metadata of configurations that are told
 * @param apiLevel the level of the JetStream API; requests that need more are refused
 * @param strict whether requests with unknown members are refused
 * @param scopedReplies whether deliveries carry the longer form of reply subjects ({@link ReplySubjects})
 */
public record ConsumerSettings(String serverVersion, int apiLevel, boolean strict, boolean scopedReplies) {}
