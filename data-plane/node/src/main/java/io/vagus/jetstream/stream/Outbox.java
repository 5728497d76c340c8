package io.vagus.jetstream.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of messages causes once it is durable: answers, republished messages, and news for consumers, in order. Owned by
 * the stream.
 */
final class Outbox {

    /**
     * One message to send.
     *
     * @param instead what is sent when the batch was not durable; null for nothing
     */
    record Letter(byte[] to, byte @Nullable [] headers, byte[] payload, byte @Nullable [] instead) {}

    /** A message that was stored. */
    record Stored(long sequence, byte[] subject) {}

    final List<Letter> letters = new ArrayList<>();
    final List<Stored> stored = new ArrayList<>();
    boolean changed;

    boolean isEmpty() {
        return letters.isEmpty() && stored.isEmpty() && !changed;
    }
}
