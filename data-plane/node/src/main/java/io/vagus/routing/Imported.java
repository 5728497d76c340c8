package io.vagus.routing;

/** How messages of another account come to a subscription of this one. Immutable. */
public interface Imported {

    /** What a message's subject is here. */
    byte[] subjectHere(byte[] published);

    /** Whether message tracing goes on in this account. */
    boolean allowsTrace();
}
