package io.vagus.controlplane.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as the API tells it (RFC 9457).
 *
 * @param natsErrorCode the error's number at the node, for what JetStream refused
 */
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        @Nullable String requestId,
        @Nullable List<FieldError> errors,
        @Nullable Integer natsErrorCode) {

    /** The media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";
}
