package io.vagus.account.sharing;

/** How many answers a request to a service may get. */
public enum ResponseType {
    /** One. */
    SINGLETON,
    /** Any number, until none came for the threshold's time or an empty one came. */
    STREAM,
    /** One in pieces, which end like those of {@link #STREAM}. */
    CHUNKED
}
