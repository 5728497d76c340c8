package io.vagus.controlplane.jetstream;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message whose way is to be followed.
 *
 * @param text the payload as text
 * @param data the payload in base64, in place of text
 * @param deliver whether it is delivered and stored as well; without, nobody gets it
 */
public record TraceRequest(
        @NotNull @Size(max = 255) String subject,
        @Size(max = 32768) @Nullable String text,
        @Size(max = 43692) @Nullable String data,
        @Nullable Map<@Size(max = 255) String, @NotNull List<@NotNull @Size(max = 4096) String>> headers,
        @Nullable Boolean deliver) {}
