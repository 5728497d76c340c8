package io.vagus.controlplane.jetstream;

import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.jetstream.KeyValueEntry.Operation;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keys and values in buckets (ADR-8): a key is a subject, its value the last message there. */
@ApplicationScoped
public class KeyValues {

    static final int MAX_HISTORY = 64;
    private static final int MAX_PAGE = 100;
    private static final String OPERATION = "KV-Operation";
    private static final String ROLLUP = "Nats-Rollup";
    private static final String EXPECTED = "Nats-Expected-Last-Subject-Sequence";
    private static final Pattern KEY = Pattern.compile("[-/_=A-Za-z0-9]+(\\.[-/_=A-Za-z0-9]+)*");
    private static final Pattern FILTER = Pattern.compile("[-/_=.*>A-Za-z0-9]+");

    private final AccountDoor door;
    private final JetStreamApi api;
    private final Streams streams;
    private final Messages messages;
    private final Publisher publisher;
    private final Preconditions preconditions;

    KeyValues(
            AccountDoor door,
            JetStreamApi api,
            Streams streams,
            Messages messages,
            Publisher publisher,
            Preconditions preconditions) {
        this.door = door;
        this.api = api;
        this.streams = streams;
        this.messages = messages;
        this.publisher = publisher;
        this.preconditions = preconditions;
    }

    /** Keys in the order of their names with what they hold; also those that were deleted and left their mark. */
    public Page<KeyValueEntry> page(
            Caller caller, UUID accountId, String bucket, @Nullable String filter, NamedPage query) {
        String account = door.look(caller, accountId, Right.DEVELOP, "kv.list");
        String stream = Buckets.stream(Stream.KV_PREFIX, bucket);
        String prefix = prefix(bucket);
        if (filter != null && !FILTER.matcher(filter).matches()) {
            throw ProblemException.invalid("filter", "must be a key, in which * and > stand for parts");
        }
        List<String> keys =
                streams.subjects(account, stream, prefix + (filter == null ? ">" : filter)).subjects().stream()
                        .map(each -> each.subject().substring(prefix.length()))
                        .toList();
        Page<String> page = query.of(keys, key -> key);
        List<KeyValueEntry> entries = page.items().stream()
                .limit(MAX_PAGE)
                .map(key -> last(account, stream, bucket, key))
                .filter(Objects::nonNull)
                .toList();
        return new Page<>(entries, page.nextCursor());
    }

    public KeyValueEntry get(Caller caller, UUID accountId, String bucket, String key) {
        String account = door.look(caller, accountId, Right.DEVELOP, "kv.read");
        KeyValueEntry entry = last(account, Buckets.stream(Stream.KV_PREFIX, bucket), bucket, known(key));
        if (entry == null) {
            throw ProblemException.notFound();
        }
        return entry;
    }

    /** What the key held, oldest first, as far as the bucket keeps it. */
    public List<KeyValueEntry> history(Caller caller, UUID accountId, String bucket, String key) {
        String account = door.look(caller, accountId, Right.DEVELOP, "kv.read");
        String stream = Buckets.stream(Stream.KV_PREFIX, bucket);
        List<KeyValueEntry> entries = new ArrayList<>();
        long next = 1;
        while (entries.size() < MAX_HISTORY) {
            StoredMessage message = messages.readOrNull(
                    account, stream, api.object().put("seq", next).put("next_by_subj", prefix(bucket) + known(key)));
            if (message == null) {
                break;
            }
            entries.add(entry(bucket, message));
            next = message.sequence() + 1;
        }
        return entries;
    }

    public KeyValueEntry put(Caller caller, UUID accountId, String bucket, String key, KeyValueWrite write) {
        return door.change(caller, accountId, Right.DEVELOP, "kv.put", () -> key + " of " + bucket, account -> {
            Map<String, List<String>> headers = conditions(account, bucket, checked(key));
            if (write.expectedRevision() != null) {
                headers.put(EXPECTED, List.of(String.valueOf(write.expectedRevision())));
            }
            byte[] value = Publisher.payload(new PublishRequest("value", write.text(), write.data(), null));
            store(account, bucket, checked(key), headers, value);
            return Objects.requireNonNull(last(account, Buckets.stream(Stream.KV_PREFIX, bucket), bucket, key));
        });
    }

    /** Marks the key as deleted; with {@code purge} its history goes as well. */
    public void delete(Caller caller, UUID accountId, String bucket, String key, boolean purge) {
        String action = purge ? "kv.purge" : "kv.delete";
        door.change(caller, accountId, Right.DEVELOP, action, () -> key + " of " + bucket, account -> {
            Map<String, List<String>> headers = conditions(account, bucket, known(key));
            headers.put(OPERATION, List.of(purge ? "PURGE" : "DEL"));
            if (purge) {
                headers.put(ROLLUP, List.of("sub"));
            }
            store(account, bucket, known(key), headers, new byte[0]);
            return true;
        });
    }

    /** What the request's {@code If-Match} asks for, so that the node itself refuses what has changed since. */
    private Map<String, List<String>> conditions(String account, String bucket, String key) {
        Map<String, List<String>> headers = new HashMap<>();
        if (preconditions.isGiven()) {
            KeyValueEntry now = last(account, Buckets.stream(Stream.KV_PREFIX, bucket), bucket, key);
            if (now == null) {
                throw ProblemException.preconditionFailed();
            }
            preconditions.require(now);
            headers.put(EXPECTED, List.of(String.valueOf(now.revision())));
        }
        return headers;
    }

    private void store(String account, String bucket, String key, Map<String, List<String>> headers, byte[] value) {
        Buckets.stream(Stream.KV_PREFIX, bucket);
        if (publisher.stored(account, prefix(bucket) + key, headers, value).stream() == null) {
            throw ProblemException.notFound();
        }
    }

    private @Nullable KeyValueEntry last(String account, String stream, String bucket, String key) {
        StoredMessage message =
                messages.readOrNull(account, stream, api.object().put("last_by_subj", prefix(bucket) + key));
        return message == null ? null : entry(bucket, message);
    }

    private static KeyValueEntry entry(String bucket, StoredMessage message) {
        List<String> operation = message.headers().getOrDefault(OPERATION, List.of());
        return new KeyValueEntry(
                message.subject().substring(prefix(bucket).length()),
                message.sequence(),
                message.at(),
                operation.contains("DEL")
                        ? Operation.DELETE
                        : operation.contains("PURGE") ? Operation.PURGE : Operation.PUT,
                message.data(),
                message.bytes(),
                message.truncated());
    }

    private static String prefix(String bucket) {
        return "$KV." + bucket + ".";
    }

    private static String known(String key) {
        if (!KEY.matcher(key).matches()) {
            throw ProblemException.notFound();
        }
        return key;
    }

    private static String checked(String key) {
        if (!KEY.matcher(key).matches()) {
            throw ProblemException.invalid("key", "must be letters, digits and - / _ = between single dots");
        }
        return key;
    }
}
