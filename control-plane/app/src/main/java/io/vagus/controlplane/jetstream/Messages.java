package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The messages in streams, a bounded page at a time. */
@ApplicationScoped
public class Messages {

    /** Of longer payloads only the beginning is shown. */
    public static final int MAX_SHOWN_BYTES = 64 * 1024;

    /** A page that has this much ends early. */
    private static final int MAX_PAGE_BYTES = 2 * 1024 * 1024;

    private final AccountDoor door;
    private final JetStreamApi api;
    private final Streams streams;

    Messages(AccountDoor door, JetStreamApi api, Streams streams) {
        this.door = door;
        this.api = api;
        this.streams = streams;
    }

    public MessagePage page(Caller caller, UUID accountId, String stream, MessageQuery query) {
        String account = door.look(caller, accountId, Right.DEVELOP, "message.list");
        if (query.lastPerSubject()) {
            return lastPerSubject(account, stream, query);
        }
        Long from = query.fromSequence();
        if (from == null && query.subject() == null) {
            return newest(account, stream, query.limit());
        }
        return upwards(account, stream, from == null ? 1 : from, query);
    }

    public StoredMessage get(Caller caller, UUID accountId, String stream, String sequence) {
        String account = door.look(caller, accountId, Right.DEVELOP, "message.read");
        return read(api.ask(account, operation(stream), api.object().put("seq", number(sequence))));
    }

    /** Takes one message out; overwritten on disk when {@code erase}. */
    public void delete(Caller caller, UUID accountId, String stream, String sequence) {
        door.change(caller, accountId, Right.DEVELOP, "message.delete", () -> sequence + " of " + stream, account -> {
            api.ask(
                    account,
                    "STREAM.MSG.DELETE." + Streams.known(stream),
                    api.object().put("seq", number(sequence)));
            return true;
        });
    }

    private static long number(String sequence) {
        try {
            return Math.max(0, Long.parseLong(sequence));
        } catch (NumberFormatException e) {
            throw ProblemException.notFound();
        }
    }

    /** From the last message downwards over gaps, shown in rising order. */
    private MessagePage newest(String account, String stream, int limit) {
        Stream now = streams.find(account, stream);
        long from = Math.max(now.firstSequence(), now.lastSequence() - limit + 1);
        if (now.messages() == 0) {
            return new MessagePage(List.of(), null);
        }
        if (now.deletedMessages() == 0) {
            return upwards(account, stream, Math.max(1, from), new MessageQuery(from, null, false, limit));
        }
        List<StoredMessage> found = new ArrayList<>();
        long lowest = Math.max(now.firstSequence(), now.lastSequence() - 10L * limit);
        for (long seq = now.lastSequence(); seq >= lowest && found.size() < limit; seq--) {
            StoredMessage message = readOrNull(account, stream, api.object().put("seq", seq));
            if (message != null) {
                found.add(message);
            }
        }
        Collections.reverse(found);
        return new MessagePage(found, null);
    }

    private MessagePage upwards(String account, String stream, long from, MessageQuery query) {
        List<StoredMessage> found = new ArrayList<>();
        String filter = query.subject() == null ? ">" : query.subject();
        long next = from;
        long bytes = 0;
        while (found.size() < query.limit() && bytes < MAX_PAGE_BYTES) {
            StoredMessage message =
                    readOrNull(account, stream, api.object().put("seq", next).put("next_by_subj", filter));
            if (message == null) {
                return new MessagePage(found, null);
            }
            found.add(message);
            bytes += Math.min(message.bytes(), MAX_SHOWN_BYTES);
            next = message.sequence() + 1;
        }
        return new MessagePage(found, next);
    }

    private MessagePage lastPerSubject(String account, String stream, MessageQuery query) {
        String filter = query.subject() == null ? ">" : query.subject();
        List<StoredMessage> found = new ArrayList<>();
        for (StreamSubjects.SubjectCount each :
                streams.subjects(account, stream, filter).subjects()) {
            if (found.size() == query.limit()) {
                break;
            }
            StoredMessage message = readOrNull(account, stream, api.object().put("last_by_subj", each.subject()));
            if (message != null) {
                found.add(message);
            }
        }
        return new MessagePage(found, null);
    }

    @Nullable
    StoredMessage readOrNull(String account, String stream, ObjectNode question) {
        JsonNode answer = api.askAnyway(account, operation(stream), question);
        JsonNode error = answer.path("error");
        if (error.isObject()) {
            if (error.path("err_code").asInt() == JetStreamProblem.NO_MESSAGE) {
                return null;
            }
            throw JetStreamProblem.of(error);
        }
        return read(answer);
    }

    static StoredMessage read(JsonNode answer) {
        JsonNode message = answer.path("message");
        byte[] data = bytes(message.path("data"));
        boolean truncated = data.length > MAX_SHOWN_BYTES;
        return new StoredMessage(
                message.path("seq").asLong(),
                message.path("subject").asText(),
                Stream.moment(message.path("time").asText()),
                Headers.read(bytes(message.path("hdrs"))),
                Base64.getEncoder().encodeToString(truncated ? Arrays.copyOf(data, MAX_SHOWN_BYTES) : data),
                data.length,
                truncated);
    }

    static byte[] bytes(JsonNode base64) {
        try {
            return Base64.getDecoder().decode(base64.asText());
        } catch (IllegalArgumentException e) {
            throw ProblemException.unavailable("JetStream answered a message that is not base64.");
        }
    }

    private static String operation(String stream) {
        return "STREAM.MSG.GET." + Streams.known(stream);
    }
}
