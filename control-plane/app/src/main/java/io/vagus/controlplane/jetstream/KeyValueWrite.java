package io.vagus.controlplane.jetstream;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A value for a key.
 *
 * @param text the value as text
 * @param data the value in base64, in place of text
 * @param expectedRevision write only when this is the key's revision; 0 when it must not be there
 */
public record KeyValueWrite(
        @Size(max = 32768) @Nullable String text,
        @Size(max = 43692) @Nullable String data,
        @Min(0) @Nullable Long expectedRevision) {}
