package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;

/** Makes buckets as every client makes them: key-value (ADR-8) and object (ADR-20) buckets are streams of a certain set-up. */
@ApplicationScoped
public class Buckets {

    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,200}");
    private static final Duration DUPLICATE_WINDOW = Duration.ofMinutes(2);

    private final AccountDoor door;
    private final JetStreamApi api;

    Buckets(AccountDoor door, JetStreamApi api) {
        this.door = door;
        this.api = api;
    }

    public Stream createKeyValue(Caller caller, UUID accountId, BucketRequest request) {
        return create(caller, accountId, "kv.create", Stream.KV_PREFIX, request, config -> {
            if (request.mirror() == null) {
                config.putArray("subjects").add("$KV." + request.name() + ".>");
            }
            config.put("max_msgs_per_subject", request.history() == null ? 1 : request.history());
            config.put("max_msg_size", request.maxValueBytes() == null ? -1 : request.maxValueBytes());
            config.put("deny_delete", true);
        });
    }

    public Stream createObject(Caller caller, UUID accountId, BucketRequest request) {
        return create(caller, accountId, "object-bucket.create", Stream.OBJECT_PREFIX, request, config -> {
            if (request.mirror() == null) {
                String own = "$O." + request.name();
                config.putArray("subjects").add(own + ".C.>").add(own + ".M.>");
            }
        });
    }

    /** What is particular to a kind of bucket. */
    private interface Particular {
        void write(ObjectNode config);
    }

    private Stream create(
            Caller caller, UUID accountId, String action, String prefix, BucketRequest request, Particular kind) {
        String stream = prefix + request.name();
        ObjectNode config = api.object()
                .put("name", stream)
                .put("retention", "limits")
                .put("storage", request.storage() == null ? "file" : StreamConfigs.word(request.storage()))
                .put("discard", "new")
                .put("num_replicas", request.replicas() == null ? 1 : request.replicas())
                .put("max_consumers", -1)
                .put("max_msgs", -1)
                .put("max_bytes", request.maxBytes() == null ? -1 : request.maxBytes())
                .put("allow_rollup_hdrs", true)
                .put("allow_direct", true);
        long ttlMillis = request.ttlMillis() == null ? 0 : request.ttlMillis();
        StreamConfigs.nanos(config, "max_age", ttlMillis);
        if (ttlMillis > 0 && ttlMillis < DUPLICATE_WINDOW.toMillis()) {
            StreamConfigs.nanos(config, "duplicate_window", ttlMillis);
        }
        StreamConfigs.text(config, "description", request.description());
        if (request.mirror() != null) {
            config.putObject("mirror").put("name", request.mirror().name());
            config.put("mirror_direct", true);
        }
        kind.write(config);
        return door.change(caller, accountId, Right.DEVELOP, action, () -> "named " + request.name(), account -> {
            if (!NAME.matcher(request.name()).matches()) {
                throw ProblemException.invalid("name", "must be letters, digits, _ and -");
            }
            return Stream.read(api.ask(account, "STREAM.CREATE." + stream, config));
        });
    }

    /** The stream below a bucket; a name that no bucket can have is not there. */
    static String stream(String prefix, String bucket) {
        if (!NAME.matcher(bucket).matches()) {
            throw ProblemException.notFound();
        }
        return prefix + bucket;
    }
}
