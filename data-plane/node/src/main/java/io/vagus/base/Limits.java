package io.vagus.base;

/** The node's limits that no option changes. Each bounds something that is fed from outside. */
public final class Limits {

    /** Messages that may wait for the node's own subscriptions; more are dropped. */
    public static final int INTERNAL_QUEUE_MESSAGES = 65_536;

    /** Bytes of the buffer each event loop reads into. */
    public static final int READ_BUFFER_BYTES = 256 * 1024;

    /** How long those who send much may keep a loop, all together in one round, when several accounts use it. */
    public static final long ROUND_NANOS = 50_000;

    /** Bytes that a connection may read in its turn, however many others want theirs. */
    public static final int LEAST_READ_BYTES = 4 * 1024;

    /** Bytes that one loop takes in at once before they are decrypted. */
    public static final int SCRATCH_BYTES = 64 * 1024;

    /** Threads that work on TLS handshakes at the same time; some wait for answers about revoked certificates. */
    public static final int TLS_THREADS = 8;

    /** TLS sessions of one port that clients can take up again; older ones are forgotten. */
    public static final int TLS_SESSIONS = 1024;

    /** Bytes of the request by which a connection becomes a WebSocket. */
    public static final int WEB_SOCKET_REQUEST_BYTES = 64 * 1024;

    /** Connections at the same time that are becoming WebSockets; more are closed. */
    public static final int WEB_SOCKET_HANDSHAKES = 4096;

    /** The longest control line that any option can allow; it has to fit into the read buffer. */
    public static final int MAX_CONTROL_LINE_BYTES = READ_BUFFER_BYTES / 2;

    /** Bytes of one piece of outbound memory. */
    public static final int CHUNK_BYTES = 64 * 1024;

    /** Bytes of the piece that a receiver of little gets first. */
    public static final int SMALL_CHUNK_BYTES = 4 * 1024;

    /** Free pieces of outbound memory, of each size, that are kept for later. */
    public static final int RETAINED_CHUNKS = 128;

    /** Receivers that one loop gathers output for before it writes it out. */
    public static final int STAGED_RECEIVERS = 512;

    /** Bytes that one file of a stream's messages grows to. */
    public static final long SEGMENT_BYTES = 16L * 1024 * 1024;

    /** Bytes that a stream logs before it writes a checkpoint, which bounds what opening has to read. */
    public static final long CHECKPOINT_BYTES = 64L * 1024 * 1024;

    /** Bytes of streams' files that are kept in memory, of all streams together. */
    public static final long STORE_CACHE_BYTES = 64L * 1024 * 1024;

    /** Bytes read from one sender after which the output it caused is written at once. */
    public static final int EAGER_FLUSH_BYTES = 16 * 1024;

    /** Messages that are delivered together, when all of them go to the same receivers. */
    public static final int RUN_MESSAGES = 1024;

    /** Bytes that are built once for many receivers. */
    public static final int SHARED_BYTES = 64 * 1024;

    /** Bytes written to one slow receiver before the others get their turn. */
    public static final int DRAIN_BYTES = 1024 * 1024;

    /** The same on a loop that several accounts use. */
    public static final int SHARED_DRAIN_BYTES = 64 * 1024;

    /** Connections accepted before those that are there get their turn. */
    public static final int ACCEPT_BATCH = 64;

    /** Matches that one loop remembers; then it starts anew. */
    public static final int CACHED_ROUTES = 64 * 1024;

    /** Bytes waiting for one receiver from which on its senders are held back a little. */
    public static final long SOFT_PENDING_BYTES = 4L * 1024 * 1024;

    /** How long a sender is held back, at most, for a receiver that is merely behind. */
    public static final long SHORT_STALL_NANOS = 2_000_000;

    /** How long a sender is held back, at most, for a receiver that is close to its limit. */
    public static final long LONG_STALL_NANOS = 10_000_000;

    /** Requests from other accounts that may wait for an answer of one account; more are not let in. */
    public static final int PENDING_REPLIES = 1_000_000;

    /** Measured requests of one account that are told lost when nobody waits any more; an end of a subscription looks at all. */
    public static final int MEASURED_REQUESTS = 16 * 1024;

    /** How many accounts one message may cross, one after the other. */
    public static final int CROSSED_ACCOUNTS = 64;

    /** Requests whose answers one connection with {@code allow_responses} may still publish. */
    public static final int TRACKED_REPLIES = 64 * 1024;

    /** So many more of them, or a second, and those that are used up or too old are forgotten, as nats-server does. */
    public static final int NEW_REPLIES = 4096;

    /** Connections that the operating system may hold before they are accepted. */
    public static final int ACCEPT_BACKLOG = 4096;

    /** Subscriptions that are remembered of one closed connection. */
    public static final int CLOSED_SUBSCRIPTIONS = 128;

    /** Subscriptions that are remembered of all closed connections together. */
    public static final int ALL_CLOSED_SUBSCRIPTIONS = 64 * 1024;

    /** Families of metrics that parts of the node may register. */
    public static final int METRIC_FAMILIES = 256;
    /** Questions to authentication services that may wait for an answer; more logins are turned away. */
    public static final int WAITING_CALLOUTS = 4096;

    /** Lines of the audit log that may wait to be written; more are dropped, and counted. */
    public static final int AUDIT_QUEUE_LINES = 8192;

    /** Accounts that metrics tell of one by one. */
    public static final int METRIC_ACCOUNTS = 1_000;

    /** Spans of published messages that wait to be exported; more are dropped and counted. */
    public static final int WAITING_SPANS = 8_192;

    /** Pieces of 4,096 sequences in which a backup of an older server may say that messages were deleted. */
    public static final int RESTORED_GAP_PIECES = 128 * 1024;

    /** Files of blocks that a backup of an older server may have. */
    public static final int RESTORED_BLOCKS = 256 * 1024;

    /** Bytes of all files about consumers that a backup of an older server may have. */
    public static final long RESTORED_CONSUMER_BYTES = 128L * 1024 * 1024;

    /** Files about consumers that it may have: three for each. */
    public static final int RESTORED_CONSUMER_FILES = 512 * 1024;

    private Limits() {}
}
