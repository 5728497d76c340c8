package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.controlplane.platform.FieldError;
import io.vagus.controlplane.platform.Problem;
import io.vagus.controlplane.platform.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JetStream's own refusal, told as a problem with its error code (the numbers of nats-server's {@code errors.json}) and, where
 * its words give it away, the field that it is about.
 */
public final class JetStreamProblem extends ProblemException {

    static final int NOT_ENABLED = 10039;
    static final int NO_MESSAGE = 10037;
    private static final Set<Integer> MISSING = Set.of(10059, 10014, NO_MESSAGE, 10043);
    private static final Set<Integer> TAKEN = Set.of(10058, 10065, 10013, 10148, 10105);
    private static final Set<Integer> FULL =
            Set.of(10002, 10023, 10026, 10027, 10028, 10047, 10077, 10110, NOT_ENABLED);

    /** A message could not be deleted: with the words of {@link #NOT_THERE} since there is none, else since it must not be. */
    private static final int DELETE_FAILED = 10057;

    private static final Set<String> NOT_THERE = Set.of("no message found", "stream store EOF");

    /** Said with 500, though it is the request that is wrong. */
    private static final Set<Integer> WRONG = Set.of(10052, DELETE_FAILED);

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    /** Words of a refusal, and the field of our document that they are about; the first that is found counts. */
    private static final Map<String, String> FIELDS = new TreeMap<>(Map.ofEntries(
            Map.entry("a storage type", "storage"),
            Map.entry("a retention", "retention"),
            Map.entry("b name already in use", "name"),
            Map.entry("b subjects overlap", "subjects"),
            Map.entry("b duplicate subjects", "subjects"),
            Map.entry("b invalid subject", "subjects"),
            Map.entry("c filter subject", "filterSubjects"),
            Map.entry("c consumer filter", "filterSubjects"),
            Map.entry("d deliver subject", "deliverSubject"),
            Map.entry("d ack wait", "ackWaitMillis"),
            Map.entry("d max ack pending", "maxAckPending"),
            Map.entry("d max deliver", "maxDeliver"),
            Map.entry("d max waiting", "maxWaiting"),
            Map.entry("e mirror", "mirror"),
            Map.entry("e source", "sources"),
            Map.entry("f duplicate window", "duplicateWindowMillis"),
            Map.entry("f duplicates window", "duplicateWindowMillis"),
            Map.entry("f max age", "maxAgeMillis"),
            Map.entry("f maxconsumers", "maxConsumers"),
            Map.entry("f max bytes", "maxBytes"),
            Map.entry("f message deletes", "denyDelete"),
            Map.entry("f deny purge", "denyPurge"),
            Map.entry("f replicas", "replicas"),
            Map.entry("g sealed", "sealed"),
            Map.entry("g discard new", "discard"),
            Map.entry("g republish", "republish"),
            Map.entry("h description", "description"),
            Map.entry("h stream name", "name"),
            Map.entry("h consumer name", "name"),
            Map.entry("i name", "name")));

    private final int natsErrorCode;

    private JetStreamProblem(
            String code, String title, int status, String detail, List<FieldError> errors, int natsErrorCode) {
        super(code, title, status, detail, errors);
        this.natsErrorCode = natsErrorCode;
    }

    /** Reads {@code {"code": 400, "err_code": 10052, "description": "..."}}. */
    static JetStreamProblem of(JsonNode error) {
        int natsCode = error.path("err_code").asInt();
        String words = error.path("description").asText("no reason given");
        int status = status(error.path("code").asInt(), natsCode, words);
        String field = status == NOT_FOUND ? null : field(words);
        List<FieldError> errors = field == null ? List.of() : List.of(new FieldError(field, words));
        String detail = natsCode == NOT_ENABLED
                ? "JetStream is off for this account: give it disk or memory storage in its limits."
                : capital(words) + " (NATS error " + natsCode + ").";
        return new JetStreamProblem("jetstream", "JetStream refused this", status, detail, errors, natsCode);
    }

    int natsErrorCode() {
        return natsErrorCode;
    }

    @Override
    public Problem problem(@Nullable String requestId) {
        Problem plain = super.problem(requestId);
        return new Problem(
                plain.type(),
                plain.title(),
                plain.status(),
                plain.detail(),
                plain.requestId(),
                plain.errors(),
                natsErrorCode);
    }

    private static int status(int given, int natsCode, String words) {
        if (MISSING.contains(natsCode)
                || given == NOT_FOUND
                || natsCode == DELETE_FAILED && NOT_THERE.contains(words)) {
            return NOT_FOUND;
        }
        if (TAKEN.contains(natsCode) || FULL.contains(natsCode)) {
            return CONFLICT;
        }
        return WRONG.contains(natsCode) || given >= BAD_REQUEST && given < SERVER_ERROR ? BAD_REQUEST : UNAVAILABLE;
    }

    private static @Nullable String field(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        for (Map.Entry<String, String> entry : FIELDS.entrySet()) {
            if (lower.contains(entry.getKey().substring(2))) {
                return entry.getValue();
            }
        }
        return null;
    }

    private static String capital(String words) {
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
