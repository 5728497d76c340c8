package io.vagus.controlplane.metrics.http;

import io.vagus.controlplane.metrics.Span;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which time a chart is wanted of. */
public class SpanQuery {

    @QueryParam("from")
    @Nullable
    String from;

    @QueryParam("to")
    @Nullable
    String to;

    @QueryParam("step")
    @Nullable
    Integer step;

    Span at(Instant now) {
        return Span.of(now, from, to, step);
    }
}
