package io.vagus.jetstream.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of a consumer as nats-server keeps it in {@code o.dat}. Source: nats-server server/filestore.go.
 *
 * @param pending what waits for an acknowledgement
 * @param redelivered how often what was delivered again
 */
public record OlderConsumer(
        long deliveredConsumer,
        long deliveredStream,
        long floorConsumer,
        long floorStream,
        List<Pending> pending,
        List<Redelivered> redelivered) {
    private static final int MAGIC = 22;
    private static final long NANOS = 1_000_000_000L;

    /** A delivery that waits. */
    public record Pending(long streamSequence, long consumerSequence, long timestampNanos) {}

    /** A message and how often it was delivered again. */
    public record Redelivered(long streamSequence, long times) {}

    public OlderConsumer {
        pending = List.copyOf(pending);
        redelivered = List.copyOf(redelivered);
    }

    /** Reads one. Errors: {@link IOException} when it is damaged. */
    public static OlderConsumer read(byte[] file) throws IOException {
        if (file.length < 2 || file[0] != MAGIC || file[1] < 1 || file[1] > 2) {
            throw new IOException("corrupt state file");
        }
        boolean isFirst = file[1] == 1;
        OlderNumbers in = new OlderNumbers(ByteBuffer.wrap(file, 2, file.length - 2));
        long floorConsumer = in.unsigned();
        long floorStream = in.unsigned();
        long deliveredConsumer = in.unsigned();
        long deliveredStream = in.unsigned();
        if (isFirst) {
            deliveredConsumer += Math.max(0, floorConsumer - 1);
            deliveredStream += Math.max(0, floorStream - 1);
        }
        List<Pending> pending = new ArrayList<>();
        int count = in.count();
        long base = count > 0 ? in.signed() : 0;
        for (int i = 0; i < count; i++) {
            long sequence = floorStream + in.unsigned();
            long consumerSequence = isFirst ? 0 : floorConsumer + in.unsigned();
            long seconds = in.signed();
            pending.add(new Pending(sequence, consumerSequence, (isFirst ? seconds + base : base - seconds) * NANOS));
        }
        List<Redelivered> redelivered = new ArrayList<>();
        for (int i = in.count(); i > 0; i--) {
            long sequence = in.unsigned();
            long times = in.unsigned();
            if (sequence > 0 && times > 0) {
                redelivered.add(new Redelivered(floorStream + sequence, times));
            }
        }
        return new OlderConsumer(deliveredConsumer, deliveredStream, floorConsumer, floorStream, pending, redelivered);
    }
}
