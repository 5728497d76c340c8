package io.vagus.transport;

import io.vagus.base.GoJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What became of one message that asked to be traced (ADR-41), on this node. Written by the thread that delivers it; a stream
 * that stores it finishes its own part on its own thread. The event is sent when both are done.
 */
public final class MessageTrace {

    /** The header that names the subject to which the event goes. */
    public static final String DESTINATION = "Nats-Trace-Dest";

    /** Stands there when the message is not to be traced again. No subject, so that nobody takes it for a destination. */
    public static final String DISABLED = "trace disabled";

    private static final int CLIENT = 0;

    private final Supplier<Instant> clock;
    private final Consumer<MessageTrace> sender;
    private final boolean only;
    private final String account;
    private final Map<String, List<String>> headers;
    private final int messageBytes;
    private final List<Step> steps = new ArrayList<>();
    private final AtomicInteger parts = new AtomicInteger(1);

    /** One thing that happened. Its details are written when the event is. */
    private static final class Step {
        private final String type;
        private Instant at;
        private Consumer<GoJson> details;

        Step(String type, Instant at, Consumer<GoJson> details) {
            this.type = type;
            this.at = at;
            this.details = details;
        }
    }

    /**
     * A message came in.
     *
     * @param sender gets this when everything is known
     * @param only whether the message is traced alone, and handed to nobody
     * @param account the account it was published in
     * @param headers all headers of the message
     * @param messageBytes bytes of headers and payload
     */
    public MessageTrace(
            Supplier<Instant> clock,
            Consumer<MessageTrace> sender,
            boolean only,
            String account,
            Map<String, List<String>> headers,
            int messageBytes) {
        this.clock = clock;
        this.sender = sender;
        this.only = only;
        this.account = account;
        this.headers = new TreeMap<>(headers);
        this.messageBytes = messageBytes;
    }

    /** Whether the message must be handed to nobody and stored nowhere. */
    public boolean only() {
        return only;
    }

    private Step add(String type, Consumer<GoJson> details) {
        Step step = new Step(type, clock.get(), details);
        steps.add(step);
        return step;
    }

    /** A client published the message. */
    public void ingress(long connectionId, @Nullable String name, String subject) {
        add(
                "in",
                json -> json.always("kind", CLIENT)
                        .always("cid", connectionId)
                        .put("name", name)
                        .always("acc", account)
                        .always("subj", subject));
    }

    /** The message was refused; the first step says so. */
    public void ingressError(String text) {
        Step first = steps.getFirst();
        first.details = first.details.andThen(json -> json.put("error", text));
    }

    /** The account maps its subject. */
    public void mapped(String to) {
        add("sm", json -> json.always("to", to));
    }

    /** It goes on to a subscription of another account that imports it. */
    public void streamExport(String importer, String to) {
        add("se", json -> json.always("acc", importer).always("to", to));
    }

    /** It goes on to another account as a request. */
    public void serviceImport(String exporter, String from, String to) {
        add("si", json -> json.always("acc", exporter).always("from", from).always("to", to));
    }

    /**
     * It is handed to a client.
     *
     * @param subject the subscription's subject
     * @param error why it is not; null when it is
     */
    public void egress(
            long connectionId,
            @Nullable String name,
            String receivingAccount,
            String subject,
            @Nullable String queue,
            @Nullable String error) {
        add(
                "eg",
                json -> json.always("kind", CLIENT)
                        .always("cid", connectionId)
                        .put("name", name)
                        .put("acc", receivingAccount.equals(account) ? null : receivingAccount)
                        .put("sub", subject)
                        .put("queue", queue)
                        .put("error", error));
    }

    /** A stream takes the message; the event waits until {@link StreamPart#done} was called. On the delivering thread. */
    public StreamPart stream(String name) {
        parts.incrementAndGet();
        return new StreamPart(add("js", json -> json.always("stream", name)));
    }

    /** What a stream says about the message. */
    public final class StreamPart {
        private final Step step;

        private StreamPart(Step step) {
            this.step = step;
        }

        /**
         * The stream is done with it; called once, by any thread.
         *
         * @param subject under which it is stored; not told with an error
         * @param noInterest whether it is not stored for want of consumers
         * @param error why it is not stored; null when it is
         */
        public void done(String subject, boolean noInterest, @Nullable String error) {
            step.at = clock.get();
            String stored = error == null ? subject : null;
            step.details = step.details.andThen(json ->
                    json.put("subject", stored).flag("nointerest", noInterest).put("error", error));
            finish();
        }
    }

    /** One part is done: the delivering thread calls this last. */
    public void finish() {
        if (parts.decrementAndGet() == 0) {
            sender.accept(this);
        }
    }

    /**
     * The event.
     *
     * @param server who this node is, as JSON
     */
    public String json(String server) {
        GoJson json = new GoJson().begin().raw("server", server).object("request");
        if (!headers.isEmpty()) {
            json.object("header");
            headers.forEach(json::put);
            json.end();
        }
        json.put("msgsize", messageBytes).end().list("events");
        for (Step step : steps) {
            json.element().always("type", step.type).put("ts", step.at);
            step.details.accept(json);
            json.end();
        }
        return json.endList().end().toString();
    }
}
