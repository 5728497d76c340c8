package io.vagus.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.jetstream.shard.Shard;
import io.vagus.protocol.Publication;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A shard that is not started takes work and does none: everything waits. */
@SuppressWarnings("NullAway")
class StreamSinkTest {

    private static final Publication MESSAGE =
            Publication.of("s".getBytes(UTF_8), "r".getBytes(UTF_8), null, new byte[99]);

    @Test
    void takesAsManyMessagesAsMayWaitAndRefusesTheNext() {
        List<Publication> refused = new ArrayList<>();
        Shard shard = new Shard("idle", Clock.system(), Log.none());
        StreamSink sink = new StreamSink(null, shard, 3, Long.MAX_VALUE, refused::add);
        for (int i = 0; i < 3; i++) {
            assertThat(sink.offer(MESSAGE, null)).isTrue();
        }
        assertThat(refused).isEmpty();
        sink.offer(MESSAGE, null);
        assertThat(refused).hasSize(1);
        assertThat(shard.waiting()).isEqualTo(3);
    }

    @Test
    void takesAsManyBytesAsMayWait() {
        List<Publication> refused = new ArrayList<>();
        Shard shard = new Shard("idle", Clock.system(), Log.none());
        StreamSink sink = new StreamSink(null, shard, 100, 200, refused::add);
        sink.offer(MESSAGE, null);
        sink.offer(MESSAGE, null);
        assertThat(refused).isEmpty();
        sink.offer(MESSAGE, null);
        assertThat(refused).hasSize(1);
    }
}
