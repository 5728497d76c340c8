package io.vagus.jetstream.api;

/** What servers write into the metadata of streams and consumers (ADR-44). */
public final class MetadataKeys {
    /** The level of the API that is needed to understand the description. */
    public static final String REQUIRED_LEVEL = "_nats.req.level";

    /** The server that answers. */
    public static final String SERVER_VERSION = "_nats.ver";

    /** Its level of the API. */
    public static final String SERVER_LEVEL = "_nats.level";

    private MetadataKeys() {}
}
