package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.provisioning.AccountWire;
import io.vagus.controlplane.provisioning.AccountWire.Arrival;
import io.vagus.controlplane.provisioning.AccountWire.Errand;
import io.vagus.controlplane.provisioning.AccountWire.Heard;
import io.vagus.controlplane.provisioning.AccountWire.Line;
import io.vagus.controlplane.provisioning.AccountWire.Reply;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Streams as files, out and in again ({@code $JS.API.STREAM.SNAPSHOT} and {@code RESTORE}). A file is a ZIP archive of
 * {@value #CONFIG}, then {@value #DATA}: unpacked it is what {@code nats stream restore} takes, packed what that command's
 * counterpart wrote. Chunks go through; a stream is never whole in memory. At most {@value #MOST_AT_ONCE} are taken out at once.
 */
@ApplicationScoped
public class Backups {

    /** Larger streams are taken out and brought in with the {@code nats} command. */
    public static final long MAX_BYTES = 256L << 20;

    public static final int MOST_AT_ONCE = 4;

    static final String CONFIG = "backup.json";
    static final String DATA = "stream.tar.s2";

    private static final int CHUNK_BYTES = 128 << 10;
    private static final int MAX_CONFIG_BYTES = 64 << 10;
    /** The node sends no more than its window before chunks are acknowledged: 8 MiB, 64 of ours. */
    private static final int MOST_WAITING = 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final AccountDoor door;
    private final AccountWire wire;
    private final JetStreamApi api;
    private final Streams streams;
    private final ObjectMapper json;

    Backups(AccountDoor door, AccountWire wire, JetStreamApi api, Streams streams, ObjectMapper json) {
        this.door = door;
        this.wire = wire;
        this.api = api;
        this.streams = streams;
        this.json = json;
    }

    /** Writes a backup, chunk by chunk. */
    public interface Content {
        void to(OutputStream output) throws IOException;
    }

    /** Lets a member take a stream out, and records that: whoever has the file has all of its messages. */
    public Content open(Caller caller, UUID accountId, String name) {
        return door.change(caller, accountId, Right.DEVELOP, "stream.backup", () -> "of " + name, account -> {
            Stream stream = streams.find(account, name);
            if (stream.bytes() > MAX_BYTES) {
                throw ProblemException.conflict("Streams of more than " + (MAX_BYTES >> 20)
                        + " MiB are backed up with the command: nats stream backup " + name + " FOLDER");
            }
            if (places.availablePermits() == 0) {
                throw ProblemException.unavailable("Too many backups are taken at once. Try again in a moment.");
            }
            return output -> inPlace(() -> write(account, name, output));
        });
    }

    private interface Writing {
        void run() throws IOException;
    }

    /** Between the look above and now others may have come: who is one too many waits, and is broken off when nobody leaves. */
    private void inPlace(Writing writing) throws IOException {
        try {
            if (!places.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("too many backups are taken at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
        try {
            writing.run();
        } finally {
            places.release();
        }
    }

    private void write(String account, String name, OutputStream output) throws IOException {
        IOException failure = wire.over(account, Errand.BACKUP, line -> {
            try {
                write(line, name, output);
                return new NoFailure();
            } catch (IOException e) {
                return e;
            }
        });
        if (!(failure instanceof NoFailure)) {
            throw failure;
        }
    }

    /** What stands for an end without a failure. */
    private static final class NoFailure extends IOException {
        private static final long serialVersionUID = 1;
    }

    private void write(Line line, String name, OutputStream output) throws IOException {
        String inbox = line.newInbox();
        Heard chunks = line.hear(inbox, MOST_WAITING);
        JsonNode answer = asked(
                line,
                JetStreamApi.PREFIX + "STREAM.SNAPSHOT." + name,
                bytes(api.object().put("deliver_subject", inbox).put("chunk_size", CHUNK_BYTES)));
        // Not closed: without its end an archive is recognised as broken.
        ZipOutputStream zip = new ZipOutputStream(output);
        zip.setLevel(Deflater.NO_COMPRESSION);
        zip.putNextEntry(new ZipEntry(CONFIG));
        ObjectNode config = api.object();
        config.set("config", answer.path("config"));
        config.set("state", answer.path("state"));
        zip.write(bytes(config));
        zip.closeEntry();
        zip.putNextEntry(new ZipEntry(DATA));
        while (true) {
            Arrival chunk = chunks.next(PATIENCE);
            if (chunk == null || chunks.lost() > 0) {
                throw new IOException("the node sends no more of the snapshot");
            }
            Reply message = chunk.message();
            if (message.data().length == 0) {
                if (message.status() >= 300) {
                    throw new IOException("the node ended the snapshot with status " + message.status());
                }
                break;
            }
            zip.write(message.data());
            if (chunk.replyTo() != null) {
                line.send(chunk.replyTo(), null, Map.of(), new byte[0]);
            }
        }
        zip.closeEntry();
        zip.finish();
        zip.flush();
    }

    /**
     * Brings a stream in from a backup: under its own name, which must be free.
     *
     * @param backup an archive that is whole: a broken one would leave the node waiting
     */
    public Stream restore(Caller caller, UUID accountId, InputStream backup) {
        String[] name = {""};
        return door.change(caller, accountId, Right.DEVELOP, "stream.restore", () -> "named " + name[0], account -> {
            try (ZipInputStream zip = new ZipInputStream(backup)) {
                ObjectNode config = config(zip);
                name[0] = Streams.known(config.path("config").path("name").asText());
                ZipEntry data = zip.getNextEntry();
                if (data == null || !data.getName().equals(DATA)) {
                    throw broken();
                }
                wire.<Boolean>over(account, Errand.BACKUP, line -> restore(line, name[0], config, zip));
            } catch (IOException e) {
                throw broken();
            }
            return streams.find(account, name[0]);
        });
    }

    private boolean restore(Line line, String name, ObjectNode config, InputStream data) {
        JsonNode answer = asked(line, JetStreamApi.PREFIX + "STREAM.RESTORE." + name, bytes(config));
        String deliver = answer.path("deliver_subject").asText();
        byte[] chunk = next(data);
        while (chunk.length > 0) {
            Reply taken = line.ask(deliver, Map.of(), chunk);
            if (taken.data().length > 0) {
                refuse(parsed(taken));
            }
            chunk = next(data);
        }
        asked(line, deliver, new byte[0]);
        return true;
    }

    private static byte[] next(InputStream data) {
        try {
            return data.readNBytes(CHUNK_BYTES);
        } catch (IOException e) {
            throw broken();
        }
    }

    private ObjectNode config(ZipInputStream zip) throws IOException {
        ZipEntry entry = zip.getNextEntry();
        if (entry == null || !entry.getName().equals(CONFIG)) {
            throw broken();
        }
        byte[] text = zip.readNBytes(MAX_CONFIG_BYTES + 1);
        if (text.length > MAX_CONFIG_BYTES || !(json.readTree(text) instanceof ObjectNode read)) {
            throw broken();
        }
        ObjectNode config = api.object();
        config.set("config", read.path("config"));
        config.set("state", read.path("state"));
        return config;
    }

    private JsonNode asked(Line line, String subject, byte[] question) {
        JsonNode answer = parsed(line.ask(subject, Map.of(), question));
        refuse(answer);
        return answer;
    }

    private static void refuse(JsonNode answer) {
        if (answer.path("error").isObject()) {
            throw JetStreamProblem.of(answer.path("error"));
        }
    }

    private JsonNode parsed(Reply reply) {
        try {
            return json.readTree(reply.text());
        } catch (JsonProcessingException e) {
            throw ProblemException.unavailable("JetStream answered something that is not JSON.");
        }
    }

    private static byte[] bytes(ObjectNode object) {
        return object.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ProblemException broken() {
        return ProblemException.malformed(
                "This is no backup of a stream: a ZIP archive of " + CONFIG + ", then " + DATA + ".");
    }
}
