package io.vagus.controlplane.jetstream;

import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An object in a bucket; {@code digest} is {@code SHA-256=} and base64url. */
public record StoredObject(
        String name,
        @Nullable String description,
        long bytes,
        long chunks,
        @Nullable String digest,
        Instant at) implements Tagged {

    @Override
    public Object version() {
        return Arrays.asList(name, digest, at);
    }
}
