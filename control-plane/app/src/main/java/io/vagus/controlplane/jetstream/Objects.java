package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Digests;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.provisioning.AccountWire;
import io.vagus.controlplane.provisioning.AccountWire.Errand;
import io.vagus.controlplane.provisioning.AccountWire.Line;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Objects in buckets (ADR-20): one message says what an object is, others are its chunks. */
@ApplicationScoped
public class Objects {

    /** Larger objects are fetched with a client, not through here. */
    public static final long MAX_DOWNLOAD_BYTES = 256L << 20;

    private static final int CHUNK_BYTES = 128 << 10;
    private static final int MAX_NAME = 128;

    private final AccountDoor door;
    private final AccountWire wire;
    private final JetStreamApi api;
    private final Streams streams;
    private final Publisher publisher;
    private final ObjectMapper json;
    private final Preconditions preconditions;

    Objects(
            AccountDoor door,
            AccountWire wire,
            JetStreamApi api,
            Streams streams,
            Publisher publisher,
            ObjectMapper json,
            Preconditions preconditions) {
        this.door = door;
        this.wire = wire;
        this.api = api;
        this.streams = streams;
        this.publisher = publisher;
        this.json = json;
        this.preconditions = preconditions;
    }

    /** What of an object's own message is needed to fetch it. */
    private record Found(StoredObject object, String nuid, ObjectNode meta, boolean deleted) {}

    /** Objects by name, without deleted ones. */
    public Page<StoredObject> page(Caller caller, UUID accountId, String bucket, NamedPage query) {
        String account = door.look(caller, accountId, Right.READ, "object.list");
        String stream = Buckets.stream(Stream.OBJECT_PREFIX, bucket);
        List<StoredObject> all = new ArrayList<>();
        for (var each :
                streams.subjects(account, stream, "$O." + bucket + ".M.>").subjects()) {
            Found found = find(account, stream, each.subject());
            if (found != null && !found.deleted()) {
                all.add(found.object());
            }
        }
        all.sort(Comparator.comparing(StoredObject::name));
        return query.of(all, StoredObject::name);
    }

    /** A download: what it is, and the writing of it. */
    public record Download(StoredObject object, Content content) {}

    /** Writes an object's bytes, chunk by chunk. */
    public interface Content {
        void to(OutputStream output) throws IOException;
    }

    public Download open(Caller caller, UUID accountId, String bucket, String name) {
        String account = door.look(caller, accountId, Right.DEVELOP, "object.read");
        String stream = Buckets.stream(Stream.OBJECT_PREFIX, bucket);
        Found found = required(account, stream, bucket, name);
        if (found.object().bytes() > MAX_DOWNLOAD_BYTES) {
            throw ProblemException.conflict(
                    "Objects of more than " + (MAX_DOWNLOAD_BYTES >> 20) + " MiB are fetched with a NATS client.");
        }
        return new Download(found.object(), output -> write(account, stream, bucket, found, output));
    }

    /** Puts an object into the bucket, in place of one of the same name. */
    public StoredObject put(Caller caller, UUID accountId, String bucket, String name, InputStream content) {
        if (name.isEmpty() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw ProblemException.invalid(
                    "name", "must be 1 to " + MAX_NAME + " characters, none of them a control character");
        }
        return door.change(caller, accountId, Right.DEVELOP, "object.put", () -> name + " of " + bucket, account -> {
            String stream = Buckets.stream(Stream.OBJECT_PREFIX, bucket);
            streams.find(account, stream);
            Found before = find(account, stream, subject(bucket, name));
            preconditions.requireIfThere(before == null ? null : before.object());
            String nuid = UUID.randomUUID().toString().replace("-", "");
            try {
                ObjectNode meta = wire.over(account, Errand.PUBLISH, line -> chunks(line, bucket, nuid, content));
                meta.put("name", name).put("bucket", bucket).put("nuid", nuid);
                publisher.requireStored(
                        account,
                        subject(bucket, name),
                        Map.of("Nats-Rollup", List.of("sub")),
                        meta.toString().getBytes(StandardCharsets.UTF_8));
            } catch (RuntimeException e) {
                purge(account, stream, bucket, nuid);
                throw e;
            }
            if (before != null) {
                purge(account, stream, bucket, before.nuid());
            }
            return required(account, stream, bucket, name).object();
        });
    }

    /** Publishes the chunks, each acknowledged before the next; returns the beginning of the object's own message. */
    private ObjectNode chunks(Line line, String bucket, String nuid, InputStream content) {
        try {
            MessageDigest digest = Digests.sha256();
            long size = 0;
            int chunks = 0;
            for (byte[] chunk = content.readNBytes(CHUNK_BYTES);
                    chunk.length > 0;
                    chunk = content.readNBytes(CHUNK_BYTES)) {
                publisher.requireStored(line, "$O." + bucket + ".C." + nuid, Map.of(), chunk);
                digest.update(chunk);
                size += chunk.length;
                chunks++;
            }
            ObjectNode meta = api.object()
                    .put("size", size)
                    .put("chunks", chunks)
                    .put("digest", "SHA-256=" + Base64.getUrlEncoder().encodeToString(digest.digest()));
            meta.putObject("options").put("max_chunk_size", CHUNK_BYTES);
            return meta;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void purge(String account, String stream, String bucket, String nuid) {
        api.askAnyway(account, "STREAM.PURGE." + stream, api.object().put("filter", "$O." + bucket + ".C." + nuid));
    }

    public void delete(Caller caller, UUID accountId, String bucket, String name) {
        door.change(caller, accountId, Right.DEVELOP, "object.delete", () -> name + " of " + bucket, account -> {
            String stream = Buckets.stream(Stream.OBJECT_PREFIX, bucket);
            Found found = required(account, stream, bucket, name);
            preconditions.require(found.object());
            ObjectNode gone = found.meta().deepCopy();
            gone.put("deleted", true).put("size", 0).put("chunks", 0).put("digest", "");
            publisher.stored(
                    account,
                    subject(bucket, name),
                    Map.of("Nats-Rollup", List.of("sub")),
                    gone.toString().getBytes(StandardCharsets.UTF_8));
            api.ask(
                    account,
                    "STREAM.PURGE." + stream,
                    api.object().put("filter", "$O." + bucket + ".C." + found.nuid()));
            return true;
        });
    }

    private void write(String account, String stream, String bucket, Found found, OutputStream output)
            throws IOException {
        String chunks = "$O." + bucket + ".C." + found.nuid();
        long next = 1;
        for (long chunk = 0; chunk < found.object().chunks(); chunk++) {
            JsonNode answer = api.ask(
                    account,
                    "STREAM.MSG.GET." + stream,
                    api.object().put("seq", next).put("next_by_subj", chunks));
            output.write(Messages.bytes(answer.path("message").path("data")));
            next = answer.path("message").path("seq").asLong() + 1;
        }
    }

    private Found required(String account, String stream, String bucket, String name) {
        Found found = find(account, stream, subject(bucket, name));
        if (found == null || found.deleted()) {
            throw ProblemException.notFound();
        }
        return found;
    }

    private @Nullable Found find(String account, String stream, String subject) {
        JsonNode answer =
                api.askAnyway(account, "STREAM.MSG.GET." + stream, api.object().put("last_by_subj", subject));
        if (answer.path("error").isObject()) {
            if (answer.path("error").path("err_code").asInt() == JetStreamProblem.NO_MESSAGE) {
                return null;
            }
            throw JetStreamProblem.of(answer.path("error"));
        }
        JsonNode message = answer.path("message");
        JsonNode meta = parsed(Messages.bytes(message.path("data")));
        if (!(meta instanceof ObjectNode object)) {
            return null;
        }
        return new Found(
                new StoredObject(
                        meta.path("name").asText(),
                        meta.path("description").asText(null),
                        meta.path("size").asLong(),
                        meta.path("chunks").asLong(),
                        meta.path("digest").asText(null),
                        Stream.moment(message.path("time").asText())),
                meta.path("nuid").asText(),
                object,
                meta.path("deleted").asBoolean());
    }

    private @Nullable JsonNode parsed(byte[] data) {
        try {
            return json.readTree(new String(data, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static String subject(String bucket, String name) {
        String token = Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
        return "$O." + bucket + ".M." + token;
    }
}
