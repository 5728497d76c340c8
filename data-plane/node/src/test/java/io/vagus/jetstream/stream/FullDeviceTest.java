package io.vagus.jetstream.stream;

import static io.vagus.jetstream.stream.FakeWorld.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.base.Log;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamSource;
import io.vagus.protocol.Publication;
import io.vagus.storage.FileStorage;
import io.vagus.storage.SimulatedDisk;
import io.vagus.storage.StreamStore;
import io.vagus.storage.StreamStoreOptions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A mirror or a source stores what is behind a message only when it has the message: what a full device took back comes again first. */
class FullDeviceTest {
    private static final String ANSWERS = "$JSC.R.ID";
    private static final String MESSAGES = "$JS.S.ID";
    private static final int MOST = 1000;

    /** What the stream is of the other one. */
    enum Way {
        MIRROR,
        SOURCE
    }

    private final Random random = new Random(3);
    private final SimulatedDisk disk = new SimulatedDisk(random);
    private FakeWorld world = new FakeWorld(new StreamConfig.Draft());
    /** The sequence in the other stream of the message that came last. */
    private int sent;

    private int delivered;

    private FakeWorld begin(Way way) {
        StreamConfig.Draft draft = new StreamConfig.Draft();
        draft.name = way.name();
        StreamSource other = new StreamSource("O", 0, null, "", List.of(), null, null);
        if (way == Way.MIRROR) {
            draft.mirror = other;
        } else {
            draft.sources = List.of(other);
        }
        FileStorage storage = new FileStorage(
                disk,
                new FileStorage.Settings(64 * 1024, 1024 * 1024, 64 * 1024, SECOND),
                random::nextBytes,
                Log.none(),
                Runnable::run,
                null);
        StreamStore store = storage.openStream("A", way.name(), StreamStoreOptions.file(), Runnable::run);
        return new FakeWorld(draft, store);
    }

    /** The other stream makes the consumer that was asked for; where it begins. */
    private int answer() {
        String request = world.sent.getLast().payload();
        String from = request.replaceAll(".*\"opt_start_seq\":(\\d+).*", "$1");
        sent = from.equals(request) ? 0 : Integer.parseInt(from) - 1;
        delivered = 0;
        String body = "{\"name\":\"C\",\"config\":{\"deliver_subject\":\"" + MESSAGES
                + "\"},\"delivered\":{\"stream_seq\":" + sent + "}}";
        world.hear(Publication.of(ANSWERS.getBytes(UTF_8), null, null, body.getBytes(UTF_8)), ANSWERS);
        return sent + 1;
    }

    private static byte[] payload(int sequence) {
        return (sequence + " " + "x".repeat(2000)).getBytes(UTF_8);
    }

    /** The next message comes; false when nobody listens any more. */
    private boolean deliver() {
        sent++;
        delivered++;
        String reply = "$JS.ACK.O.C.1." + sent + "." + delivered + "." + (world.now + sent) + ".0";
        return world.hear(Publication.of("o.a".getBytes(UTF_8), reply.getBytes(UTF_8), null, payload(sent)), MESSAGES);
    }

    private void start(Way way) {
        world = begin(way);
        answer();
        deliver();
        world.settle();
        disk.capacity = disk.used();
    }

    private long last() {
        return world.stream.store().lastSequence();
    }

    /** There is room again: the consumer is made anew, behind what is stored, and in the end nothing is missing. */
    private void goesOn() {
        assertThat(sent).isBetween(2, MOST);
        assertThat(last()).isBetween(1L, sent - 1L);
        disk.capacity = Long.MAX_VALUE;
        world.sent.clear();
        world.pass(2 * SECOND);
        assertThat(answer()).isEqualTo(last() + 1);
        while (sent < MOST) {
            deliver();
        }
        world.settle();
        assertThat(last()).isEqualTo(MOST);
        for (int i = 1; i <= MOST; i++) {
            assertThat(requireNonNull(world.stream.store().load(i)).payload()).isEqualTo(payload(i));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whenACommitFails(Way way) {
        start(way);
        while (sent < MOST && deliver()) {
            world.settle();
        }
        goesOn();
    }

    @ParameterizedTest
    @EnumSource
    void whenNothingComesAfterACommitFailed(Way way) {
        start(way);
        while (sent < MOST && world.warnings.isEmpty()) {
            assertThat(deliver()).isTrue();
            world.settle();
        }
        goesOn();
    }

    @ParameterizedTest
    @EnumSource
    void whenACommitFailsAndTheNextMessageIsThereAtOnce(Way way) {
        start(way);
        while (sent < MOST && deliver()) {
            world.stream.commit(world.now, false);
        }
        goesOn();
    }

    @ParameterizedTest
    @EnumSource
    void whenWhatIsGatheredCannotBeWrittenBeforeTheNextMessage(Way way) {
        start(way);
        boolean listens = true;
        while (sent < MOST && listens) {
            listens = deliver();
        }
        goesOn();
    }
}
