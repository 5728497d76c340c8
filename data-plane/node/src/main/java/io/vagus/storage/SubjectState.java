package io.vagus.storage;

/** One subject's messages: how many, and the sequences of the oldest and the newest. */
public record SubjectState(byte[] subject, long messages, long firstSequence, long lastSequence) {}
