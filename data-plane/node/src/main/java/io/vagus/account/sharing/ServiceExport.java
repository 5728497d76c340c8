package io.vagus.account.sharing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Requests that other accounts may send.
 *
 * @param threshold how long an answer is waited for
 * @param latency null when it is not measured
 * @param allowTrace whether message tracing goes on in the exporting account
 */
public record ServiceExport(
        String subject,
        ExportAccess access,
        ResponseType responseType,
        Duration threshold,
        @Nullable ServiceLatency latency,
        boolean allowTrace) {

    /** How long an answer is waited for where nothing is said about it. */
    public static final Duration DEFAULT_THRESHOLD = Duration.ofMinutes(2);

    /** A service that answers once. */
    public static ServiceExport singleton(String subject, ExportAccess access) {
        return new ServiceExport(subject, access, ResponseType.SINGLETON, DEFAULT_THRESHOLD, null, false);
    }
}
