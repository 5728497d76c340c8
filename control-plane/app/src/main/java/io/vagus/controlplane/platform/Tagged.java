package io.vagus.controlplane.platform;

/**
 * A thing whose answers carry an {@code ETag}, so that who changes it can say with {@code If-Match} which version they mean.
 *
 * <p>The tag is made of {@link #version()} alone: what changes by itself, such as how far a change has got, is not in it.
 */
public interface Tagged {

    /** Everything that its callers can change. */
    Object version();
}
