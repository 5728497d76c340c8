package io.vagus.jetstream.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.base.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** A backup of an older server cannot make the node keep more than it should. */
class OlderLimitsTest {
    private static final byte[] NOTHING = {};

    @Test
    void knowsWhichSequencesAreGone() throws Exception {
        SequenceSet gone = new SequenceSet();
        for (long each : new long[] {1, 4095, 4096, 1L << 40}) {
            gone.add(each);
        }
        SequenceSet more = new SequenceSet();
        more.add(2);
        more.add(9000);
        gone.addAll(more);
        assertThat(gone.contains(1)).isTrue();
        assertThat(gone.contains(2)).isTrue();
        assertThat(gone.contains(4095)).isTrue();
        assertThat(gone.contains(4096)).isTrue();
        assertThat(gone.contains(9000)).isTrue();
        assertThat(gone.contains(1L << 40)).isTrue();
        assertThat(gone.contains(3)).isFalse();
        assertThat(gone.contains(4097)).isFalse();
        assertThat(more.contains(1)).isFalse();
    }

    @Test
    void takesSoManyPiecesOfDeletedMessagesAndNotOneMore() throws Exception {
        SequenceSet gone = new SequenceSet();
        for (long i = 0; i < Limits.RESTORED_GAP_PIECES; i++) {
            gone.add(i * SequenceSet.PIECE);
        }
        gone.add(1);
        long past = (long) Limits.RESTORED_GAP_PIECES * SequenceSet.PIECE;
        assertThatThrownBy(() -> gone.add(past))
                .isInstanceOf(IOException.class)
                .hasMessage("too many deleted messages");
        SequenceSet more = new SequenceSet();
        more.add(past);
        assertThatThrownBy(() -> gone.addAll(more)).isInstanceOf(IOException.class);
        assertThat(gone.contains(past)).isFalse();
    }

    @Test
    void takesSoManyFilesOfConsumersAndNotOneMore() throws Exception {
        OlderConsumerFiles files = new OlderConsumerFiles();
        for (int i = 0; i < Limits.RESTORED_CONSUMER_FILES; i++) {
            files.add("obs/" + i, NOTHING);
        }
        assertThatThrownBy(() -> files.add("obs/x", NOTHING))
                .isInstanceOf(IOException.class)
                .hasMessage("too many consumers");
    }

    @Test
    void takesSoManyBytesOfConsumersAndNotOneMore() throws Exception {
        OlderConsumerFiles files = new OlderConsumerFiles();
        byte[] part = new byte[(int) (Limits.RESTORED_CONSUMER_BYTES / 128)];
        for (int i = 0; i < 128; i++) {
            files.add("obs/" + i, part);
        }
        assertThatThrownBy(() -> files.add("obs/x", new byte[1])).isInstanceOf(IOException.class);
    }

    @Test
    void takesSoManyBlocksAndNotOneMore() throws Exception {
        assertThat(OlderIndex.read(index(Limits.RESTORED_BLOCKS)).firstByBlock())
                .hasSize(Limits.RESTORED_BLOCKS);
        byte[] oneMore = index(Limits.RESTORED_BLOCKS + 1);
        assertThatThrownBy(() -> OlderIndex.read(oneMore))
                .isInstanceOf(IOException.class)
                .hasMessage("too many blocks");
    }

    /** An index of so many blocks, of the first version: no subjects, no gaps. */
    private static byte[] index(int blocks) {
        ByteBuffer out = ByteBuffer.allocate(64 + blocks * 16).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 11).put((byte) 1);
        for (int i = 0; i < 6; i++) {
            out.put((byte) 0);
        }
        number(out, 0);
        number(out, blocks);
        for (int i = 0; i < blocks; i++) {
            number(out, i + 1);
            for (int field = 0; field < 6; field++) {
                number(out, 1 - Math.min(1, field / 5));
            }
        }
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    private static void number(ByteBuffer out, long value) {
        long rest = value;
        while (rest >= 0x80) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
