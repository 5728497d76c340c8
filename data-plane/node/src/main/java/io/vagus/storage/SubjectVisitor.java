package io.vagus.storage;

/** Is shown subjects one after the other. */
@FunctionalInterface
public interface SubjectVisitor {

    /**
     * One subject with its messages.
     *
     * @param subject a fresh array
     * @return whether to go on
     */
    boolean visit(byte[] subject, long messages, long firstSequence, long lastSequence);
}
