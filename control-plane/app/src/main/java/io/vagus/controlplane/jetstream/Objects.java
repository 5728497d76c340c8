package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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

    private final AccountDoor door;
    private final JetStreamApi api;
    private final Streams streams;
    private final Publisher publisher;
    private final ObjectMapper json;
    private final Preconditions preconditions;

    Objects(
            AccountDoor door,
            JetStreamApi api,
            Streams streams,
            Publisher publisher,
            ObjectMapper json,
            Preconditions preconditions) {
        this.door = door;
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
