package io.vagus.controlplane.usage;

/** Messages in one direction: how many since the nodes started, and how many a second now. Bytes are headers and payload. */
public record Flow(long messages, long bytes, double messagesPerSecond, double bytesPerSecond) {

    static final Flow NONE = new Flow(0, 0, 0, 0);
}
