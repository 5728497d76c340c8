package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.base.Log;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the files of a stream come and go, on a real file system. */
class NewStreamFilesTest {

    @TempDir
    private Path folder;

    private FileStorage storage;

    @BeforeEach
    void open() {
        storage = new FileStorage(
                new LocalFileSystem(folder),
                FileStorage.Settings.usual(),
                new Random(1)::nextBytes,
                Log.none(),
                Runnable::run,
                null);
    }

    private StreamStore stream() {
        return storage.openStream("A", "S", StreamStoreOptions.file(), Runnable::run);
    }

    private ConsumerStore consumers() {
        return storage.openConsumers("A", "S", StreamStoreOptions.file(), Runnable::run);
    }

    private Path directory() {
        return folder.resolve("streams/A/S");
    }

    @Test
    void aStreamInWhichNothingHappenedHasNoDirectory() {
        StreamStore stream = stream();
        ConsumerStore consumers = consumers();
        consumers.close();
        stream.close();

        assertThat(directory()).doesNotExist();
        storage.deleteStream("A", "S");
    }

    @Test
    void theDirectoryComesWithTheFirstMessageAndGoesWithTheStream() {
        StreamStore stream = stream();
        stream.append("a".getBytes(UTF_8), null, new byte[1], 1, 0);
        StoreHealth[] outcome = {StoreHealth.FAILED};
        stream.commit(health -> outcome[0] = health);

        assertThat(outcome[0]).isEqualTo(StoreHealth.GOOD);
        assertThat(directory()).isDirectory();
        stream.close();
        StreamStore again = stream();
        assertThat(again.messages()).isEqualTo(1);
        again.close();
        storage.deleteStream("A", "S");
        assertThat(directory()).doesNotExist();
    }

    @Test
    void whereAStreamBeginsIsKeptThoughTheProcessWasKilledAfterThePurge() {
        StreamStore killed = stream();
        killed.purge(SubjectFilter.all(), 0, 0);
        StoreHealth[] outcome = {StoreHealth.FAILED};
        killed.commit(health -> outcome[0] = health);
        assertThat(outcome[0]).isEqualTo(StoreHealth.GOOD);

        StreamStore again = stream();
        assertThat(again.isStartSettled()).isTrue();
        again.append("a".getBytes(UTF_8), null, new byte[1], 1, 0);
        again.close();
        assertThat(stream().load(1)).isNotNull();
    }

    @Test
    void theDirectoryComesWithTheFirstConsumer() {
        ConsumerStore consumers = consumers();
        consumers.create("c", new byte[] {1});
        StoreHealth[] outcome = {StoreHealth.FAILED};
        consumers.commit(health -> outcome[0] = health);

        assertThat(outcome[0]).isEqualTo(StoreHealth.GOOD);
        consumers.close();
        ConsumerStore again = consumers();
        assertThat(again.consumer("c")).isNotNull();
        again.close();
    }
}
