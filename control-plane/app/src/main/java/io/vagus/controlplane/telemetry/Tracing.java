package io.vagus.controlplane.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Spans of what is done without a request at hand, and the way to continue a request's trace later: as text
 * (<a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>, the value of {@code traceparent}).
 */
@ApplicationScoped
public class Tracing {

    private static final String FIELD = "traceparent";
    private static final W3CTraceContextPropagator TEXT = W3CTraceContextPropagator.getInstance();

    private final Tracer tracer;

    Tracing(Tracer tracer) {
        this.tracer = tracer;
    }

    /** Where the trace is now; null when what happens now is not traced. */
    public static @Nullable String here() {
        if (!Span.current().getSpanContext().isSampled()) {
            return null;
        }
        Map<String, String> fields = new HashMap<>(2);
        TEXT.inject(Context.current(), fields, (map, name, value) -> {
            if (map != null) {
                map.put(name, value);
            }
        });
        return fields.get(FIELD);
    }

    /**
     * Does {@code work} within a span that continues the trace at {@code after}, or begins one.
     *
     * @param attributes name, value, name, value…
     */
    public <T> T continued(@Nullable String after, String name, Supplier<T> work, String... attributes) {
        Context parent = after == null ? Context.root() : TEXT.extract(Context.root(), after, new OneField());
        return within(parent, SpanKind.CONSUMER, name, work, attributes);
    }

    /** Does {@code work}, which asks another part of the service, within a span of the present trace. */
    public <T> T asking(String name, Supplier<T> work, String... attributes) {
        return within(Context.current(), SpanKind.CLIENT, name, work, attributes);
    }

    private <T> T within(Context parent, SpanKind kind, String name, Supplier<T> work, String... attributes) {
        var builder = tracer.spanBuilder(name).setParent(parent).setSpanKind(kind);
        for (int i = 0; i < attributes.length; i += 2) {
            builder.setAttribute(attributes[i], attributes[i + 1]);
        }
        Span span = builder.startSpan();
        try (Scope scope = span.makeCurrent()) {
            return work.get();
        } catch (RuntimeException e) {
            span.setStatus(StatusCode.ERROR, e.getClass().getSimpleName());
            throw e;
        } finally {
            span.end();
        }
    }

    /** Says on the present span that what it stands for did not come to its aim. */
    public static void failed(String why) {
        Span.current().setStatus(StatusCode.ERROR, why);
    }

    /** Marks the present span. */
    public static void mark(String name, String value) {
        Span.current().setAttribute(name, value);
    }

    /**
     * Work that goes on elsewhere, as part of the trace that it was made in. It goes on after it returns, on a context of its own,
     * which is thrown away: nothing is left to be put back.
     */
    @SuppressWarnings("MustBeClosedChecker")
    public static <T> Supplier<T> carried(Supplier<T> work) {
        Context here = Context.current();
        return here == Context.root()
                ? work
                : () -> {
                    here.makeCurrent();
                    return work.get();
                };
    }

    /** Reads the one field that is kept. */
    private static final class OneField implements TextMapGetter<String> {

        @Override
        public Iterable<String> keys(String carrier) {
            return List.of(FIELD);
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return key.equals(FIELD) ? carrier : null;
        }
    }
}
