package io.vagus.jetstream.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.base.framing.FrameReader;
import io.vagus.base.framing.FrameWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchiveTest {

    @Test
    void readsBackWhatWasWritten() throws IOException {
        byte[] large = new byte[200_000];
        new Random(1).nextBytes(large);
        FrameWriter writer = new FrameWriter();
        writer.write(ArchiveEntry.MAGIC);
        writer.write(
                ArchiveEntry.document("state.json", -5, "{}".getBytes(UTF_8)).bytes());
        writer.write(
                new ArchiveEntry("a.b".getBytes(UTF_8), 1_700_000_000_000_000_000L, 1L << 40, large, large).bytes());
        writer.write(ArchiveEntry.end().bytes());
        writer.flush();
        FrameReader in = new FrameReader(new ByteArrayInputStream(writer.take()));
        ArchiveEntry.readMagic(in);
        ArchiveEntry state = ArchiveEntry.read(in, 1_000_000);
        assertThat(state.text()).isEqualTo("state.json");
        assertThat(state.timestampNanos()).isEqualTo(-5);
        ArchiveEntry message = ArchiveEntry.read(in, 1_000_000);
        assertThat(message.sequence()).isEqualTo(1L << 40);
        assertThat(message.timestampNanos()).isEqualTo(1_700_000_000_000_000_000L);
        assertThat(message.payload()).isEqualTo(large);
        assertThat(ArchiveEntry.read(in, 1_000_000).isEnd()).isTrue();
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void refusesWhatIsDamaged() {
        assertThatThrownBy(() -> ArchiveEntry.read(new ByteArrayInputStream(new byte[] {1, 0, 1, 0}), 10))
                .isInstanceOf(IOException.class);
    }
}
