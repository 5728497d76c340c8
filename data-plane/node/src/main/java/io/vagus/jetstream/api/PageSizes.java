package io.vagus.jetstream.api;

/** How much one answer of the API lists; more is asked for with an offset. Source: nats-server server/jetstream_api.go. */
public final class PageSizes {
    public static final int NAMES = 1024;

    /** Of streams and consumers with all that is told of them. */
    public static final int DETAILS = 256;

    private PageSizes() {}
}
