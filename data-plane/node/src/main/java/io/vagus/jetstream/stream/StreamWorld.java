package io.vagus.jetstream.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.consumer.ConsumerHost;
import io.vagus.jetstream.consumer.StreamConsumers;
import io.vagus.jetstream.consumer.StreamTerms;
import io.vagus.protocol.Publication;
import io.vagus.storage.ConsumerStore;
import org.jspecify.annotations.Nullable;

/** What one stream needs of the world around it. Called on the stream's own thread. */
public interface StreamWorld {
    String account();

    /** The JetStream domain; null without one. */
    @Nullable
    String domain();

    /** Hands a message to those who hear {@code to}; they see {@code subject}. */
    boolean deliver(byte[] to, byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload);

    /** Publishes into the account; whether anybody took it. */
    boolean publish(byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload);

    boolean hasInterest(byte[] subject, byte @Nullable [] queue);

    /** Whether somebody subscribed to just this subject, in this queue group or in none. */
    boolean isBound(byte[] subject, byte @Nullable [] queue);

    void watchInterest(byte[] subject);

    void unwatchInterest(byte[] subject);

    /** Publishes an advisory; type, id and time are put in front. */
    void advise(String subject, String type, ObjectNode content);

    /** The stream has to commit and settle when the batch ends. */
    void touch();

    /** Has the stream woken at that time, instead of any asked for before. */
    void wakeAt(long time);

    /** Runs something on the stream's thread later, from any thread. */
    void later(Runnable work);

    /** Whether the account may hold so many bytes more in this kind of storage. */
    boolean hasRoom(StreamConfig.Storage storage, int replicas, long bytes);

    /** What is wrong when there is no room: the account has no limits for so many replicas, or has reached them. */
    ApiError storeError(int replicas);

    /** Whether the server may not hold any more in this kind of storage. */
    boolean isServerFull(StreamConfig.Storage storage);

    /** Accounts for bytes that came or went. */
    void used(StreamConfig.Storage storage, int replicas, long bytes);

    StreamTerms.AccountConsumerLimits accountConsumerLimits();

    StreamTerms.ServerConsumerLimits serverConsumerLimits();

    long maxPayloadBytes();

    StreamConsumers consumers(ConsumerHost host);

    /** Opens the state of the stream's consumers. */
    ConsumerStore consumerStore(StreamConfig config);

    /** What a batch may be. */
    AtomicBatches.Limits batchLimits();

    /** Takes a place for one more atomic batch of the server; false when there is none. */
    boolean openBatch();

    void closeBatch();

    /** How many fast batches one stream may have. */
    int fastBatchLimit();

    /** Takes a place for one more fast batch of the server; false when there is none. */
    boolean openFastBatch();

    void closeFastBatch();

    /** Hears a subject; messages come on the stream's thread. */
    Subscription subscribe(String subject, Listener listener);

    /** Hears messages. */
    interface Listener {
        void onMessage(Publication publication, long now);
    }

    /** Ends with {@link #close}, on the stream's thread; from then on nothing is heard, not even what was already on its way. */
    interface Subscription {
        void close();
    }

    /** From now on this stream, a mirror, may answer direct reads of the stream of that name. */
    void serve(String mirrored);

    /** The end of {@link #serve}. */
    void stopServing(String mirrored);

    /** 22 characters of base 62. */
    String uniqueId();

    /** A number in {@code [0, bound)}. */
    long random(long bound);

    void warn(String line);
}
