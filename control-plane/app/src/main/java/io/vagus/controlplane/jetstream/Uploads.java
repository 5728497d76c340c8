package io.vagus.controlplane.jetstream;

import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * Bodies that are larger than what is kept in memory: first whole in a file, so that a client that goes away leaves nothing
 * half done on a node. At most {@value #MOST_AT_ONCE} at once, of {@value #MAX_BYTES} bytes each.
 */
@ApplicationScoped
public class Uploads {

    /** The most that one may have. */
    public static final long MAX_BYTES = 256L << 20;

    static final int MOST_AT_ONCE = 4;

    private final AccountDoor door;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    Uploads(AccountDoor door) {
        this.door = door;
    }

    /** What is done with a whole body. */
    public interface Work<T> {
        T with(InputStream body) throws IOException;
    }

    /**
     * Takes a body whole, then does something with it. Blocks. Not a byte is taken of who may not do it.
     *
     * @param action what is about to be done to the account
     */
    public <T> T take(Caller caller, UUID accountId, String action, InputStream body, Work<T> work) {
        door.look(caller, accountId, Right.DEVELOP, action);
        if (!places.tryAcquire()) {
            throw ProblemException.unavailable("Too many uploads are on their way at once. Try again in a moment.");
        }
        try {
            Path file = Files.createTempFile("vagus-upload-", null);
            try (InputStream whole = stored(file, body)) {
                return work.with(whole);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            places.release();
        }
    }

    private static InputStream stored(Path file, InputStream body) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[64 << 10];
            long total = 0;
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                total += read;
                if (total > MAX_BYTES) {
                    throw ProblemException.ofStatus(413, "The body is too large");
                }
                out.write(buffer, 0, read);
            }
        }
        return Files.newInputStream(file);
    }
}
