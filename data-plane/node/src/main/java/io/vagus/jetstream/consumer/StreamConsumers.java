package io.vagus.jetstream.consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of one stream, as the stream sees them. Every method is called on the thread that owns the stream, with
 * the wall-clock time in nanoseconds since 1970; after one or several of them the stream calls {@link #run}.
 */
public interface StreamConsumers {

    /** Answers a request of the API, {@code type} included; null when there is nobody to respond (a reset of no consumer). */
    @Nullable
    ObjectNode answer(ConsumerRequest request, long now);

    /**
     * A request for messages ({@code $JS.API.CONSUMER.MSG.NEXT.<stream>.<consumer>}).
     *
     * @return false when there is no such consumer: nobody responds
     */
    boolean next(String consumer, byte @Nullable [] reply, byte @Nullable [] headers, byte[] body, long now);

    /**
     * An acknowledgement.
     *
     * @param ack what its subject says behind the consumer's name
     * @return false when there is no such consumer: nobody responds
     */
    boolean acknowledge(String consumer, AckSubject ack, byte @Nullable [] reply, byte[] body, long now);

    /** An answer to a flow control request, on {@code $JS.FC.<stream>.<consumer>.<id>}; false without such a consumer. */
    boolean flowControl(String consumer, byte[] subject, byte @Nullable [] headers, long now);

    /** A message was appended to the stream. */
    void messageStored(long sequence, byte[] subject, long now);

    /** A message left the stream: deleted, expired, pushed out by a limit. Not for removals that a consumer asked for. */
    void messageRemoved(long sequence, byte[] subject, long now);

    /** Many messages left at once: purge, compaction, truncation. The counts are made anew. */
    void purged(@Nullable String filter, long now);

    /** The stream's configuration or a limit changed; {@link ConsumerHost#terms} tells. */
    void termsChanged(long now);

    /** Interest in a subject watched by {@link ConsumerHost#watchInterest} may have come or gone. */
    void interestChanged(byte[] subject, long now);

    /** Whether a consumer wants messages of this subject; without one a stream of interest retention keeps none. */
    boolean wants(byte[] subject);

    /** How many there are, for the stream's state and limits (without the node's own). */
    int count();

    /** The names of those whose configuration asks for more than these limits of a stream allow. */
    List<String> exceeding(StreamTerms.StreamLimits limits);

    /** How each consumer stands; for metrics, since it looks at each. */
    List<ConsumerStats> stats(long now);

    /**
     * Delivers what can be delivered and does what is due, for a bounded time.
     *
     * @return whether more could be done at once: call again after other work of the shard
     */
    boolean run(long now);

    /** Before it starts: stored consumers that this server does not understand, by name, with why. Where there are any, the stream must not start. */
    java.util.SortedMap<String, String> unsupported();

    /** Opens for business what the host's journals hold: the stream is led from here. */
    void start(long now);

    /** Ends delivery; pull requests are told why. State stays on disk. */
    void stop(Ending why, long now);

    /** Why delivery ends, with what waiting requests are told. */
    enum Ending {
        /** The node goes down. */
        SHUTDOWN("409 Server Shutdown"),
        /** Another node leads the stream. */
        LEADERSHIP("409 Leadership Change"),
        /** The stream is deleted, and its consumers with it. */
        STREAM_DELETED("409 Consumer Deleted");

        private final String status;

        Ending(String status) {
            this.status = status;
        }

        String status() {
            return status;
        }
    }
}
