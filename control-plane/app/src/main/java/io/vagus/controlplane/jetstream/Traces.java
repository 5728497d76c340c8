package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.provisioning.AccountWire;
import io.vagus.controlplane.provisioning.AccountWire.Arrival;
import io.vagus.controlplane.provisioning.AccountWire.Errand;
import io.vagus.controlplane.provisioning.AccountWire.Heard;
import io.vagus.controlplane.provisioning.AccountWire.Line;
import io.vagus.controlplane.teams.Right;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Follows a message through the servers: publishes it with {@code Nats-Trace-Dest} and gathers what they tell (ADR-41). */
@ApplicationScoped
public class Traces {

    /** Servers tell within this after the last one did; it is not known how many there are. */
    private static final Duration QUIET = Duration.ofMillis(700);

    private static final Duration MOST_TIME = Duration.ofSeconds(5);
    private static final int MAX_EVENTS = 64;
    private static final int MAX_STEPS = 500;
    /** The places in {@link #KINDS} of what is no receiver. */
    private static final int SERVER = 1;

    private static final int GATEWAY = 2;

    private static final List<String> KINDS =
            List.of("client", "server", "gateway", "system", "leaf node", "JetStream", "account");

    private final AccountDoor door;
    private final AccountWire wire;
    private final ObjectMapper json;

    Traces(AccountDoor door, AccountWire wire, ObjectMapper json) {
        this.door = door;
        this.wire = wire;
        this.json = json;
    }

    public Trace follow(Caller caller, UUID accountId, TraceRequest request) {
        String subject = Publisher.subject(request.subject());
        byte[] payload = Publisher.payload(
                new PublishRequest(request.subject(), request.text(), request.data(), request.headers()));
        boolean deliver = Boolean.TRUE.equals(request.deliver());
        return door.change(
                caller,
                accountId,
                Right.DEVELOP,
                "message.trace",
                () -> "to " + request.subject() + (deliver ? ", delivered" : ""),
                account ->
                        wire.over(account, Errand.PUBLISH, line -> follow(line, subject, request, deliver, payload)));
    }

    private Trace follow(Line line, String subject, TraceRequest request, boolean deliver, byte[] payload) {
        String inbox = line.newInbox();
        Heard told = line.hear(inbox, MAX_EVENTS);
        Map<String, List<String>> headers = new TreeMap<>(request.headers() == null ? Map.of() : request.headers());
        headers.put("Nats-Trace-Dest", List.of(inbox));
        if (!deliver) {
            headers.put("Nats-Trace-Only", List.of("true"));
        }
        line.send(subject, null, headers, payload);
        List<TraceStep> steps = new ArrayList<>();
        long end = System.nanoTime() + MOST_TIME.toNanos();
        int events = 0;
        Arrival event = told.next(QUIET);
        while (event != null && events < MAX_EVENTS && System.nanoTime() < end) {
            events++;
            read(event.message().text(), steps);
            event = told.next(QUIET);
        }
        steps.sort(Comparator.comparing(TraceStep::at));
        boolean truncated = event != null || steps.size() > MAX_STEPS;
        return new Trace(steps.size() > MAX_STEPS ? List.copyOf(steps.subList(0, MAX_STEPS)) : steps, truncated);
    }

    /** Reads what one server tells; what is no such thing tells nothing. */
    private void read(String text, List<TraceStep> steps) {
        JsonNode told;
        try {
            told = json.readTree(text);
        } catch (JsonProcessingException e) {
            return;
        }
        String server = told.at("/server/name").asText();
        told.path("events").forEach(event -> {
            TraceStep step = step(server, event);
            if (step != null) {
                steps.add(step);
            }
        });
    }

    private static @Nullable TraceStep step(String server, JsonNode event) {
        TraceStep.Kind kind = switch (event.path("type").asText()) {
            case "in" -> TraceStep.Kind.IN;
            case "sm" -> TraceStep.Kind.MAPPED;
            case "se" -> TraceStep.Kind.EXPORT;
            case "si" -> TraceStep.Kind.IMPORT;
            case "js" -> TraceStep.Kind.STORED;
            case "eg" -> TraceStep.Kind.OUT;
            default -> null;
        };
        if (kind == null) {
            return null;
        }
        String error = text(event, "error");
        if (error == null && event.path("nointerest").asBoolean()) {
            error = "nobody is interested in it there";
        }
        return new TraceStep(
                server,
                Stream.moment(event.path("ts").asText()),
                kind,
                peer(event),
                text(event, "acc"),
                subject(kind, event),
                text(event, "queue"),
                text(event, "stream"),
                onward(kind, event),
                error);
    }

    private static @Nullable String subject(TraceStep.Kind kind, JsonNode event) {
        return switch (kind) {
            case IN -> text(event, "subj");
            case MAPPED, EXPORT, IMPORT -> text(event, "to");
            case STORED -> text(event, "subject");
            case OUT -> text(event, "sub");
        };
    }

    /** True or nothing. */
    private static @Nullable Boolean onward(TraceStep.Kind kind, JsonNode event) {
        int peer = event.path("kind").asInt(-1);
        return kind == TraceStep.Kind.OUT && (peer == SERVER || peer == GATEWAY) ? Boolean.TRUE : null;
    }

    private static @Nullable String peer(JsonNode event) {
        int kind = event.path("kind").asInt(-1);
        if (kind < 0 || kind >= KINDS.size() || !event.has("cid")) {
            return null;
        }
        String name = event.path("name").asText();
        return KINDS.get(kind) + (name.isEmpty() ? " " + event.path("cid").asLong() : " " + name);
    }

    private static @Nullable String text(JsonNode event, String member) {
        String text = event.path(member).asText();
        return text.isEmpty() ? null : text;
    }
}
