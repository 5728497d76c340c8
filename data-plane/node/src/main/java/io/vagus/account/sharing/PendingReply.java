package io.vagus.account.sharing;

import org.jspecify.annotations.Nullable;

/**
 * A request that crossed into another account and may be answered. Its {@code touched} time is changed by whoever delivers an
 * answer.
 */
public final class PendingReply {

    private final String subject;
    private final SharedAccount requester;
    private final byte[] replyTo;
    private final @Nullable ServiceExport export;
    private final ResponseType type;
    private final @Nullable Object measurement;
    private final boolean shares;
    private final long thresholdNanos;
    private volatile long touched;

    PendingReply(
            String subject,
            SharedAccount requester,
            byte[] replyTo,
            @Nullable ServiceExport export,
            ResponseType type,
            boolean shares,
            @Nullable Object measurement,
            long now) {
        this.subject = subject;
        this.requester = requester;
        this.replyTo = replyTo;
        this.export = export;
        this.type = type;
        this.shares = shares;
        this.measurement = measurement;
        this.thresholdNanos = (export == null ? ServiceExport.DEFAULT_THRESHOLD : export.threshold()).toNanos();
        this.touched = now;
    }

    /** The reply subject that the exporting account sees. */
    public String subject() {
        return subject;
    }

    /** The account that asked. */
    public SharedAccount requester() {
        return requester;
    }

    /** The reply subject in that account. */
    public byte[] replyTo() {
        return replyTo;
    }

    /** What the exporter said about the service. */
    public @Nullable ServiceExport export() {
        return export;
    }

    public ResponseType type() {
        return type;
    }

    /** Whether the request's import shares who asks. */
    public boolean shares() {
        return shares;
    }

    /** What whoever sent the request keeps about it. */
    public @Nullable Object measurement() {
        return measurement;
    }

    /** An answer came. */
    public void touch(long now) {
        touched = now;
    }

    /** Whether it has been waited for longer than the exporter said; then an answer is too late. */
    public boolean isOverdue(long now) {
        return now - touched >= thresholdNanos;
    }
}
