package io.vagus.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.base.Log;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.storage.ConsumerLedger;
import io.vagus.storage.ConsumerStore;
import io.vagus.storage.FileStorage;
import io.vagus.storage.LocalFileSystem;
import io.vagus.storage.StreamStoreOptions;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the state of consumers goes to the device; the test says when a sync is done. */
class ConsumerCommitsTest {

    @TempDir
    Path folder = Path.of("");

    private final Deque<Runnable> syncs = new ArrayDeque<>();
    private final FakeWorld world = new FakeWorld(draft());

    private static StreamConfig.Draft draft() {
        StreamConfig.Draft draft = new StreamConfig.Draft();
        draft.subjects = List.of("s.>");
        return draft;
    }

    private ConsumerStore store;
    private ConsumerCommits commits;
    private ConsumerLedger consumer;

    @BeforeEach
    void open() {
        FileStorage storage = new FileStorage(
                new LocalFileSystem(folder), FileStorage.Settings.usual(), bytes -> {}, Log.none(), syncs::add, null);
        store = storage.openConsumers("A", "S", StreamStoreOptions.file(), Runnable::run);
        commits = new ConsumerCommits(store, new Timers(world), world);
        consumer = store.create("c", new byte[0]);
        commits.settle(world.now);
        assertThat(syncs).as("a new consumer is synced at once").hasSize(1);
        syncs.remove().run();
        world.sent.clear();
        world.alarm = Long.MAX_VALUE;
    }

    @Test
    void deliveriesAreSyncedTogetherAndSoon() {
        for (int turn = 1; turn <= 5; turn++) {
            consumer.delivered(turn, turn, 1, world.now);
            commits.settle(world.now + turn);
        }
        assertThat(syncs).isEmpty();
        assertThat(world.alarm).isEqualTo(world.now + 1 + ConsumerCommits.SYNC_NANOS);
        commits.due();
        assertThat(syncs).hasSize(1);
    }

    @Test
    void whoAsksForAnAnswerHearsWhenItIsDurable() {
        consumer.delivered(1, 1, 1, world.now);
        consumer.acknowledged(1, 1);
        commits.answer("inbox".getBytes(UTF_8));
        commits.settle(world.now);
        assertThat(world.sent).isEmpty();
        syncs.remove().run();
        assertThat(world.sent).extracting(FakeWorld.Sent::subject).containsExactly("inbox");
    }
}
