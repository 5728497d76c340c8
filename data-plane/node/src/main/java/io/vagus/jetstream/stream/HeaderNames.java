package io.vagus.jetstream.stream;

/** The headers that mean something to a stream, prepared for {@link HeaderBlock}. */
public final class HeaderNames {
    public static final byte[] MESSAGE_ID = HeaderBlock.name("Nats-Msg-Id");
    public static final byte[] EXPECTED_STREAM = HeaderBlock.name("Nats-Expected-Stream");
    public static final byte[] EXPECTED_LAST_SEQUENCE = HeaderBlock.name("Nats-Expected-Last-Sequence");
    public static final byte[] EXPECTED_LAST_SUBJECT_SEQUENCE = HeaderBlock.name("Nats-Expected-Last-Subject-Sequence");
    public static final byte[] EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT =
            HeaderBlock.name("Nats-Expected-Last-Subject-Sequence-Subject");
    public static final byte[] EXPECTED_LAST_MESSAGE_ID = HeaderBlock.name("Nats-Expected-Last-Msg-Id");
    public static final byte[] ROLLUP = HeaderBlock.name("Nats-Rollup");
    public static final byte[] TTL = HeaderBlock.name("Nats-TTL");
    public static final byte[] INCREMENT = HeaderBlock.name("Nats-Incr");
    public static final byte[] COUNTER_SOURCES = HeaderBlock.name("Nats-Counter-Sources");
    public static final byte[] STREAM_SOURCE = HeaderBlock.name("Nats-Stream-Source");
    public static final byte[] MARKER_REASON = HeaderBlock.name("Nats-Marker-Reason");
    public static final byte[] SCHEDULE = HeaderBlock.name("Nats-Schedule");
    public static final byte[] SCHEDULE_TTL = HeaderBlock.name("Nats-Schedule-TTL");
    public static final byte[] SCHEDULE_TARGET = HeaderBlock.name("Nats-Schedule-Target");
    public static final byte[] SCHEDULE_SOURCE = HeaderBlock.name("Nats-Schedule-Source");
    public static final byte[] SCHEDULE_ROLLUP = HeaderBlock.name("Nats-Schedule-Rollup");
    public static final byte[] SCHEDULE_TIME_ZONE = HeaderBlock.name("Nats-Schedule-Time-Zone");
    public static final byte[] SCHEDULE_NEXT = HeaderBlock.name("Nats-Schedule-Next");
    public static final byte[] SCHEDULER = HeaderBlock.name("Nats-Scheduler");
    public static final byte[] STREAM_IDENTITY = HeaderBlock.name("Nats-Stream-Identity");
    public static final byte[] BATCH_ID = HeaderBlock.name("Nats-Batch-Id");
    public static final byte[] BATCH_SEQUENCE = HeaderBlock.name("Nats-Batch-Sequence");
    public static final byte[] BATCH_COMMIT = HeaderBlock.name("Nats-Batch-Commit");
    public static final byte[] REQUIRED_API_LEVEL = HeaderBlock.name("Nats-Required-Api-Level");
    public static final byte[] CLIENT_INFO = HeaderBlock.name("Nats-Request-Info");

    private HeaderNames() {}
}
