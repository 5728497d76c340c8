package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Streams of an account: listed, made, changed, emptied, sealed, deleted. */
@ApplicationScoped
public class Streams {

    /** More streams than that are not listed. */
    public static final int MAX_LISTED = 10_000;

    static final int MAX_SUBJECTS = 1_000;
    private static final Pattern NAME = Pattern.compile("[^\\s.*>/\\\\\\x00-\\x20\\x7f]{1,255}");

    private final AccountDoor door;
    private final JetStreamApi api;
    private final StreamChanges changes;
    private final Preconditions preconditions;

    Streams(AccountDoor door, JetStreamApi api, StreamChanges changes, Preconditions preconditions) {
        this.door = door;
        this.api = api;
        this.changes = changes;
        this.preconditions = preconditions;
    }

    /** What the account has and may have of JetStream. */
    public JetStreamUsage usage(Caller caller, UUID accountId) {
        String account = door.look(caller, accountId, Right.READ, "jetstream.read");
        JsonNode info = api.askAnyway(account, "INFO", api.object());
        return info.path("error").isObject() ? JetStreamUsage.OFF : JetStreamUsage.read(info);
    }

    /** Streams in the order of their names, of one kind when one is given, with {@code search} in the name, whatever its case. */
    public Page<Stream> page(
            Caller caller, UUID accountId, Stream.@Nullable Kind kind, String search, NamedPage query) {
        String account = door.look(caller, accountId, Right.READ, "stream.list");
        String wanted = search.toLowerCase(Locale.ROOT);
        List<Stream> all = api.list(account, "STREAM.LIST", "streams", api.object(), MAX_LISTED).stream()
                .map(Stream::read)
                .filter(stream -> kind == null || stream.kind() == kind)
                .filter(stream -> stream.name().toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(Comparator.comparing(Stream::name))
                .toList();
        return query.of(all, Stream::name);
    }

    public Stream get(Caller caller, UUID accountId, String name) {
        return find(door.look(caller, accountId, Right.READ, "stream.read"), name);
    }

    Stream find(String account, String name) {
        return Stream.read(api.ask(account, "STREAM.INFO." + known(name)));
    }

    public Stream create(Caller caller, UUID accountId, StreamConfig config) {
        return door.change(
                caller, accountId, Right.DEVELOP, "stream.create", () -> "named " + config.name(), account -> {
                    String name = config.name();
                    if (name == null || !NAME.matcher(name).matches()) {
                        throw ProblemException.invalid(
                                "name", "must be 1 to 255 characters without space, dot, slash, * and >");
                    }
                    ObjectNode wire = StreamConfigs.write(config, defaults(api.object()));
                    return Stream.read(api.ask(account, "STREAM.CREATE." + name, wire));
                });
    }

    /** What the node takes for granted when it is asked without: said, since it asks for it. */
    private static ObjectNode defaults(ObjectNode onto) {
        onto.put("retention", "limits")
                .put("storage", "file")
                .put("discard", "old")
                .put("num_replicas", 1)
                .put("max_consumers", -1)
                .put("max_msgs", -1)
                .put("max_bytes", -1)
                .put("max_age", 0);
        return onto;
    }

    public StreamPreview preview(Caller caller, UUID accountId, String name, StreamConfig wanted) {
        return changes.preview(get(caller, accountId, name), wanted);
    }

    /** Changes what {@code wanted} says; everything else, also what we have no word for, stays. */
    public Stream update(Caller caller, UUID accountId, String name, StreamConfig wanted) {
        return door.change(caller, accountId, Right.DEVELOP, "stream.update", () -> "of " + name, account -> {
            JsonNode info = api.ask(account, "STREAM.INFO." + known(name));
            preconditions.require(Stream.read(info));
            StreamPreview preview = changes.preview(Stream.read(info), wanted);
            preview.changes().stream()
                    .filter(change -> !change.allowed())
                    .findFirst()
                    .ifPresent(refused -> {
                        throw ProblemException.conflict(refused.field(), refused.reason());
                    });
            ObjectNode config = StreamConfigs.write(wanted, info.path("config").deepCopy());
            return Stream.read(api.ask(account, "STREAM.UPDATE." + name, config));
        });
    }

    public void delete(Caller caller, UUID accountId, String name) {
        door.change(caller, accountId, Right.DEVELOP, "stream.delete", () -> "named " + name, account -> {
            require(account, name);
            api.ask(account, "STREAM.DELETE." + known(name));
            return true;
        });
    }

    public Purged purge(Caller caller, UUID accountId, String name, PurgeRequest request) {
        return door.change(caller, accountId, Right.OPERATE, "stream.purge", () -> "of " + name, account -> {
            if (request.keep() != null && request.upToSequence() != null) {
                throw ProblemException.invalid("keep", "cannot be given together with upToSequence");
            }
            ObjectNode question = api.object();
            StreamConfigs.text(question, "filter", request.subject());
            StreamConfigs.number(question, "keep", request.keep());
            // The node removes what lies before its "seq"; we remove up to and with the one that is named.
            StreamConfigs.number(question, "seq", request.upToSequence() == null ? null : request.upToSequence() + 1);
            return new Purged(api.ask(account, "STREAM.PURGE." + known(name), question)
                    .path("purged")
                    .asLong());
        });
    }

    /** Closes the stream for good: nothing comes in, nothing goes. */
    public Stream seal(Caller caller, UUID accountId, String name) {
        return door.change(caller, accountId, Right.DEVELOP, "stream.seal", () -> "named " + name, account -> {
            JsonNode info = api.ask(account, "STREAM.INFO." + known(name));
            preconditions.require(Stream.read(info));
            ObjectNode config = info.path("config").deepCopy();
            config.put("sealed", true);
            return Stream.read(api.ask(account, "STREAM.UPDATE." + name, config));
        });
    }

    /** Nodes know no such condition: it is asked right before the change, and another NATS client may come between. */
    private void require(String account, String name) {
        if (preconditions.isGiven()) {
            preconditions.require(find(account, name));
        }
    }

    /** The subjects in the stream with their numbers of messages, up to {@value #MAX_SUBJECTS}. */
    public StreamSubjects subjects(Caller caller, UUID accountId, String name, @Nullable String filter) {
        return subjects(door.look(caller, accountId, Right.READ, "stream.read"), name, filter == null ? ">" : filter);
    }

    StreamSubjects subjects(String account, String name, String filter) {
        ObjectNode question = api.object().put("subjects_filter", filter);
        JsonNode info = api.ask(account, "STREAM.INFO." + known(name), question);
        JsonNode found = info.path("state").path("subjects");
        List<StreamSubjects.SubjectCount> counts = found.properties().stream()
                .map(each -> new StreamSubjects.SubjectCount(
                        each.getKey(), each.getValue().asLong()))
                .sorted(Comparator.comparing(StreamSubjects.SubjectCount::subject))
                .limit(MAX_SUBJECTS)
                .toList();
        return new StreamSubjects(
                counts, Math.max(found.size(), info.path("total").asLong()) > counts.size());
    }

    /** A name as it may stand in a subject; one that no stream can have is not there. */
    static String known(String name) {
        if (!NAME.matcher(name).matches()) {
            throw ProblemException.notFound();
        }
        return name;
    }
}
