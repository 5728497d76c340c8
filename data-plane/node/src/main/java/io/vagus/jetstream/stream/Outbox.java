package io.vagus.jetstream.stream;

import io.vagus.storage.CommitListener;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of messages causes once it is durable: answers, republished messages, and news for consumers, in order. Acknowledgements
 * are kept as a subject and a sequence, in arrays that serve one batch after the other: they wait for the disk by the thousand. Owned by
 * the stream.
 */
final class Outbox {

    private static final int FIRST = 64;

    /** Where there were more, the arrays are given up when the batch is done. */
    private static final int KEPT = 8192;

    /** What is sent when the batch was not durable after all. */
    enum IfLost {
        NOTHING,
        SAME,
        REFUSAL
    }

    /** One message to send. */
    record Letter(byte[] to, byte @Nullable [] headers, byte[] payload, IfLost ifLost) {}

    /** Gets what is to be sent, in order. */
    interface Reader {
        /** The acknowledgement of a stored message. */
        void acknowledgement(byte[] to, long sequence);

        void letter(Letter letter);

        /** Somebody waits to hear how it ended. */
        void outcome(CommitListener listener);
    }

    /** Letters, who waits for the outcome, and the subjects of acknowledgements with their sequences. */
    private Object[] items = new Object[FIRST];

    private long[] itemSequences = new long[FIRST];
    private int itemCount;
    private byte[][] subjects = new byte[FIRST][];
    private long[] sequences = new long[FIRST];
    private int storedCount;
    private boolean changed;

    boolean isEmpty() {
        return itemCount == 0 && storedCount == 0 && !changed;
    }

    /** Whether nothing of it has to be on the disk. */
    boolean isMerelyTold() {
        return storedCount == 0 && !changed;
    }

    /** Something else than messages changed. */
    void change() {
        changed = true;
    }

    void send(Letter letter) {
        add(letter, 0);
    }

    /** Tells somebody when all that was done before is durable, or is not to be. */
    void whenDone(CommitListener listener) {
        changed = true;
        add(listener, 0);
    }

    void acknowledge(byte[] to, long sequence) {
        add(to, sequence);
    }

    private void add(Object item, long sequence) {
        if (itemCount == items.length) {
            items = Arrays.copyOf(items, itemCount * 2);
            itemSequences = Arrays.copyOf(itemSequences, itemCount * 2);
        }
        items[itemCount] = item;
        itemSequences[itemCount++] = sequence;
    }

    void stored(long sequence, byte[] subject) {
        if (storedCount == sequences.length) {
            subjects = Arrays.copyOf(subjects, storedCount * 2);
            sequences = Arrays.copyOf(sequences, storedCount * 2);
        }
        subjects[storedCount] = subject;
        sequences[storedCount++] = sequence;
    }

    void read(Reader reader) {
        for (int i = 0; i < itemCount; i++) {
            if (items[i] instanceof byte[] to) {
                reader.acknowledgement(to, itemSequences[i]);
            } else if (items[i] instanceof CommitListener listener) {
                reader.outcome(listener);
            } else {
                reader.letter((Letter) items[i]);
            }
        }
    }

    /** How many messages were stored. */
    int storedCount() {
        return storedCount;
    }

    long storedSequence(int at) {
        return sequences[at];
    }

    byte[] storedSubject(int at) {
        return subjects[at];
    }

    /** Makes it fit for the next batch. */
    void clear() {
        if (items.length > KEPT || sequences.length > KEPT) {
            items = new Object[FIRST];
            itemSequences = new long[FIRST];
            subjects = new byte[FIRST][];
            sequences = new long[FIRST];
        } else {
            Arrays.fill(items, 0, itemCount, null);
            Arrays.fill(subjects, 0, storedCount, null);
        }
        itemCount = 0;
        storedCount = 0;
        changed = false;
    }
}
