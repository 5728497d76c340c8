package io.vagus.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A stream's store in encrypted files. */
class EncryptedStreamStoreTest extends StreamStoreContract {

    private static final StoreEncryption CHACHA = new StoreEncryption("first key", null, StoreCipher.CHACHA20_POLY1305);

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));

    private StreamStore open(StoreEncryption encryption, StreamStoreOptions options) {
        return new TestStorage(disk, new Random(disk.operations), Runnable::run, encryption)
                .storage.openStream("A", "S", options, Runnable::run);
    }

    @Override
    StreamStore create() {
        return open(CHACHA, StreamStoreOptions.file());
    }

    @Override
    StreamStore reopen(StreamStore store) {
        store.close();
        return create();
    }

    private static byte @Nullable [] payload(StreamStore store, long sequence) {
        StoredMessage message = store.load(sequence);
        return message == null ? null : message.payload();
    }

    @Test
    void nothingReadableIsOnTheDisk() {
        StreamStore store = create();
        store.append("very.secret.subject".getBytes(UTF_8), null, "a very secret payload".getBytes(UTF_8), 1, 0);
        ConsumerStore consumers = new TestStorage(disk, new Random(5), Runnable::run, CHACHA)
                .storage.openConsumers("A", "S", StreamStoreOptions.file(), Runnable::run);
        consumers.create("secretive", "a secret description".getBytes(UTF_8));
        consumers.close();
        store.close();
        assertThat(disk.holds("secret".getBytes(UTF_8))).isFalse();
        assertThat(payload(create(), 1)).isEqualTo("a very secret payload".getBytes(UTF_8));
    }

    @Test
    void theKeyIsChangedByNamingTheOneBefore() {
        StreamStore store = create();
        store.append("a".getBytes(UTF_8), null, "x".getBytes(UTF_8), 1, 0);
        store.close();
        StoreEncryption second = new StoreEncryption("second key", null, StoreCipher.AES_GCM);
        assertThatThrownBy(() -> open(second, StreamStoreOptions.file()))
                .isInstanceOf(StorageException.class)
                .hasMessageNotContaining("second key");
        StoreEncryption changing = new StoreEncryption("second key", "first key", StoreCipher.AES_GCM);
        store = open(changing, StreamStoreOptions.file());
        assertThat(payload(store, 1)).isEqualTo("x".getBytes(UTF_8));
        store.append("a".getBytes(UTF_8), null, "y".getBytes(UTF_8), 2, 0);
        store.close();
        store = open(second, new StreamStoreOptions(StreamStoreOptions.Kind.FILE, true, Durability.ALWAYS));
        assertThat(payload(store, 1)).isEqualTo("x".getBytes(UTF_8));
        assertThat(payload(store, 2)).isEqualTo("y".getBytes(UTF_8));
    }

    @Test
    void aTurnedBitIsNeverServed() {
        StreamStore store = create();
        for (int i = 0; i < 50; i++) {
            store.append("a".getBytes(UTF_8), null, ("payload " + i).getBytes(UTF_8), i, 0);
        }
        store.close();
        disk.turnBit(".seg");
        store = create();
        long there = 0;
        for (long s = 1; s <= 50; s++) {
            byte[] payload = payload(store, s);
            if (payload != null) {
                assertThat(payload).isEqualTo(("payload " + (s - 1)).getBytes(UTF_8));
                there++;
            }
        }
        assertThat(there).isLessThan(50).isEqualTo(store.messages());
    }
}
